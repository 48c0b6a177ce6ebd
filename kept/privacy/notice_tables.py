"""The tables of the notice: services, purposes, cookies, request log, recipients, safeguards, rights."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from kept.policy.categories import Categories, in_order
from kept.policy.register import Register
from kept.policy.terms import Cookie, Recipient
from kept.policy.text import Text, listed
from kept.policy.transfers import EEA, Safeguard
from kept.privacy.notice_words import WORDS, day_text

Row = list[Text]


@dataclass(frozen=True, slots=True)
class Table:
    """A table in one language; the first cell of a row names it. A head has the class of its column's width."""

    caption: str
    heads: list[tuple[str, str]]
    rows: list[list[str]]


def tables_of(promise: str, register: Register, language: str) -> list[Table]:
    """The tables that stand under a promise."""
    return [
        Table(
            WORDS[caption].in_(language),
            [(WORDS[head].in_(language), width) for head, width in heads.items()],
            [[cell.in_(language) for cell in row] for row in rows(register)],
        )
        for under, caption, heads, rows in TABLES
        if under == promise
    ]


def _services(register: Register) -> Iterable[Row]:
    for service in register.services:
        besides = frozenset(category for category, _ in service.by_promise)
        yield [service.title, _categories(service.categories), _categories(besides)]


def _cookies(register: Register) -> Iterable[Row]:
    for cookie in register.cookies:
        waits = WORDS["no"] if cookie.essential else WORDS["yes"]
        yield [_same(cookie.name), cookie.purpose, _life(cookie), cookie.set_when, waits]


def _log(register: Register) -> Iterable[Row]:
    for field in register.request_log:
        yield [field.title, field.category.text if field.category else WORDS["nothing"]]


def _purposes(register: Register) -> Iterable[Row]:
    for purpose in register.purposes:
        terms = [retention.text for retention in purpose.retentions]
        title = Text(f"{purpose.id} {purpose.title.en}", cs=f"{purpose.id} {purpose.title.cs}")
        yield [title, purpose.basis.text, _categories(purpose.categories), lines(terms)]


def _recipients(register: Register) -> Iterable[Row]:
    for recipient in register.recipients:
        role = register.role(recipient.role).title
        yield [
            _same(recipient.name),
            role,
            _same(recipient.country),
            _same(recipient.contract),
            _same(", ".join(recipient.purposes)),
            _safeguard(recipient, register),
        ]


def _safeguards(register: Register) -> Iterable[Row]:
    today = datetime.now(UTC).date()
    for safeguard in register.safeguards:
        yield [safeguard.title, day_text(safeguard.from_), _same(safeguard.source), _standing(safeguard, today)]


def _rights(register: Register) -> Iterable[Row]:
    for right in register.rights:
        yield [Text(f"{right.id} {right.title.en}", cs=f"{right.id} {right.title.cs}"), right.deadline.text, right.how]


# Under which promise a table stands, its caption, its heads with the widths of their columns, its rows.
TABLES: tuple[tuple[str, str, dict[str, str], Callable[[Register], Iterable[Row]]], ...] = (
    ("C1", "services", {"service": "w9", "holds": "w16", "besides": "w16"}, _services),
    (
        "C5",
        "cookies",
        {"name": "w11", "purpose": "w11", "life": "w5", "set_when": "w10", "needs_consent": "w7"},
        _cookies,
    ),
    ("C7", "log", {"field": "w16", "tells": "w14"}, _log),
    ("L7", "purposes", {"purpose": "w12", "basis": "w10", "what": "w12", "until": "w11"}, _purposes),
    (
        "S1",
        "recipients",
        {"name": "w9", "task": "w8", "country": "w4", "contract": "w9", "receives_for": "w7", "safeguard": "w8"},
        _recipients,
    ),
    ("S4", "safeguards", {"safeguard": "w12", "since": "w9", "source": "w14", "in_force": "w9"}, _safeguards),
    ("R9", "rights", {"right": "w12", "by_when": "w8", "how": "w16"}, _rights),
)


def _same(words: str) -> Text:
    return Text(words, cs=words)


def _categories(categories: Categories) -> Text:
    return listed([category.text for category in in_order(categories)])


def lines(texts: list[Text]) -> Text:
    """Several sentences in one cell."""
    return Text("; ".join(text.en for text in texts), cs="; ".join(text.cs for text in texts))


def _life(cookie: Cookie) -> Text:
    return WORDS["days"].format(number=cookie.life.days) if cookie.life else WORDS["until_closed"]


def _safeguard(recipient: Recipient, register: Register) -> Text:
    if recipient.country in EEA or recipient.safeguard is None:
        return WORDS["inside"]
    return register.safeguard(recipient.safeguard).title


def _standing(safeguard: Safeguard, day: date) -> Text:
    if safeguard.until and safeguard.until <= day:
        return WORDS["lapsed"].format(day=day_text(safeguard.until))
    return WORDS["yes"]
