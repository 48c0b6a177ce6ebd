"""The register cut into what the page shows: chapters of clauses, each with its facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from kept.policy.categories import in_order
from kept.policy.controller import Controller
from kept.policy.exemptions import NOT_YET
from kept.policy.keeps import kept_by
from kept.policy.register import Register
from kept.policy.terms import Bound, Channel, Group, LegalBasis, LegalReason, Limit, Purpose, Right
from kept.policy.text import Text, listed
from kept.privacy.notice_tables import Table, lines, tables_of
from kept.privacy.notice_words import WORDS

Fact = tuple[Text, Text]


@dataclass(frozen=True, slots=True)
class Clause:
    """A promise as the page shows it, in one language. `facts` are pairs of a term and what it says."""

    id: str
    line: str
    text: str
    kept: bool
    kept_in: str
    facts: list[tuple[str, str]]
    tables: list[Table]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the notice."""

    code: str
    title: str
    clauses: list[Clause]


def chapters(register: Register, operator: Controller, language: str) -> list[Chapter]:
    """The notice, ready to be set."""
    return [
        Chapter(
            group.code,
            group.text.in_(language),
            [
                Clause(
                    promise.id,
                    promise.title.in_(language),
                    promise.text.in_(language),
                    is_kept(promise.id),
                    WORDS["kept_by"].format(number=len(kept_by(promise.id))).in_(language),
                    [(term.in_(language), said.in_(language)) for term, said in facts(promise.id, register, operator)],
                    tables_of(promise.id, register, language),
                )
                for promise in register.chapter(group)
            ],
        )
        for group in Group
    ]


def is_kept(promise: str) -> bool:
    """Whether code says that it keeps the promise, and nobody has said that it is not built yet."""
    return promise not in NOT_YET and bool(kept_by(promise))


def facts(promise: str, register: Register, operator: Controller) -> Iterator[Fact]:
    """What the register knows of a promise beyond its words."""
    for form in register.forms:
        if form.promise == promise:
            yield WORDS["asks"], listed([category.text for category in form.asks])
    for purpose in register.purposes:
        if purpose.id == promise:
            yield from _of_purpose(purpose, register)
    for limit in register.limits:
        if limit.promise == promise:
            yield limit.title, _figure(limit)
    for right in register.rights:
        if right.id == promise:
            yield from _of_right(right)
    yield from _of_itself(promise, register, operator)


def _of_purpose(purpose: Purpose, register: Register) -> Iterator[Fact]:
    yield WORDS["why"], purpose.title
    yield WORDS["basis"], purpose.basis.text
    yield WORDS["what"], listed([category.text for category in in_order(purpose.categories)])
    for retention in purpose.retentions:
        yield WORDS["until"], WORDS["then"].format(term=retention.text, end=retention.end.text)
    if purpose.may_object:
        yield WORDS["you_may"], WORDS["object"]
    if purpose.basis is LegalBasis.CONSENT:
        yield WORDS["you_may"], WORDS["withdraw"]
    if purpose.without_it:
        yield WORDS["without"], purpose.without_it
    if purpose.law:
        yield WORDS["despite"], purpose.law
    receivers = [recipient.name for recipient in register.recipients if purpose.id in recipient.purposes]
    if receivers:
        yield WORDS["seen_by"], listed([Text(name, cs=name) for name in receivers])


def _of_right(right: Right) -> Iterator[Fact]:
    yield WORDS["by_when"], right.deadline.text
    if right.extension.length:
        yield WORDS["by_when"], WORDS["extended"].format(period=right.extension.text)
    yield WORDS["how"], right.how


def _of_itself(promise: str, register: Register, operator: Controller) -> Iterator[Fact]:
    """Facts that belong to one promise alone."""
    if promise == "C8":
        yield WORDS["channels"], listed([channel.text for channel in Channel])
    if promise == "S2":
        yield WORDS["reasons"], lines([reason.text for reason in LegalReason])
    if promise == "L7" and not register.automated_decisions:
        yield WORDS["decisions"], WORDS["none"]
    if promise == "S4":
        prevailing = register.prevailing_on(datetime.now(UTC).date())
        yield WORDS["prevail"], prevailing.title if prevailing else WORDS["none"]
    if promise in ("R8", "A2"):
        us = f"{operator.name}, {operator.office}, {operator.email}"
        yield WORDS["us"], Text(us, cs=us)
        address = Text("{name}, {address}, {url}", cs="{name}, {address}, {url}")
        authority = operator.authority
        yield WORDS["authority"], address.format(name=authority.name, address=authority.address, url=authority.url)


def _figure(limit: Limit) -> Text:
    side = "at_least" if limit.bound is Bound.AT_LEAST else "at_most"
    return WORDS[side].format(value=limit.value, unit=limit.unit)
