"""Who receives data, in which country, under which safeguard."""

from __future__ import annotations

from collections.abc import Iterator

from kept.policy.difference.change import Change, Kind, change, sides, worded
from kept.policy.difference.data import categories, uses
from kept.policy.register.whole import Register
from kept.policy.terms import Recipient, RecipientRole
from kept.policy.text import Text
from kept.policy.transfers import EEA, Safeguard


def compared(old: Register, new: Register) -> Iterator[Change]:
    yield from _roles(old, new)
    yield from _named(old, new)
    yield from _safeguards(old, new)


def _roles(old: Register, new: Register) -> Iterator[Change]:
    gone, come, both = sides(old.roles, new.roles, lambda role: role.id)
    for role in come:
        yield change(
            "S1", Kind.NEW_RECIPIENT, "A new kind of recipient: {it}.", "Nový druh příjemce: {it}.", it=role.title
        )
    for role in gone:
        en, cs = "A kind of recipient is gone: {it}.", "Druh příjemce odpadá: {it}."
        yield change("S1", Kind.FEWER_RECIPIENTS, en, cs, it=role.title)
    for was, is_ in both:
        yield from _bounds(is_.title, was, is_)
        yield from worded("S1", is_.id, was.title, is_.title)


def _bounds(where: Text, was: RecipientRole | Recipient, is_: RecipientRole | Recipient) -> Iterator[Change]:
    yield from categories("S1", where, was.categories, is_.categories)
    yield from uses("S1", where, was.purposes, is_.purposes)


def _named(old: Register, new: Register) -> Iterator[Change]:
    gone, come, both = sides(old.recipients, new.recipients, lambda recipient: recipient.name)
    for recipient in come:
        kind = Kind.NEW_RECIPIENT if recipient.country in EEA else Kind.WIDENS_USE
        yield change("S1", kind, "{it} works for us now.", "Nově pro nás pracuje {it}.", it=recipient.name)
    for recipient in gone:
        kind = Kind.FEWER_RECIPIENTS if recipient.country in EEA else Kind.NARROWS_USE
        yield change("S1", kind, "{it} no longer works for us.", "Už pro nás nepracuje {it}.", it=recipient.name)
    for was, is_ in both:
        yield from _recipient(was, is_)


def _recipient(was: Recipient, is_: Recipient) -> Iterator[Change]:
    yield from _bounds(Text(is_.name, cs=is_.name), was, is_)
    if (was.role, was.country, was.safeguard) != (is_.role, is_.country, is_.safeguard):
        en, cs = "{it}: its task, country or safeguard has changed.", "{it}: změnil se úkol, země nebo záruka."
        yield change("S4", Kind.CHANGES, en, cs, it=is_.name)
    if was.contact != is_.contact:
        en, cs = "{it}: is told of corrections in another way.", "{it}: o opravách se dozvídá jinak."
        yield change("R3", Kind.DETAIL, en, cs, it=is_.name)
    if was.contract != is_.contract:
        yield change("S1", Kind.DETAIL, "{it}: the contract is new.", "{it}: smlouva je nová.", it=is_.name)


def _safeguards(old: Register, new: Register) -> Iterator[Change]:
    gone, come, both = sides(old.safeguards, new.safeguards, lambda safeguard: safeguard.id)
    for safeguard in come:
        yield change("S4", Kind.DETAIL, "A new safeguard: {it}.", "Nová záruka: {it}.", it=safeguard.title)
    for safeguard in gone:
        yield change("S4", Kind.DETAIL, "A safeguard is gone: {it}.", "Záruka odpadá: {it}.", it=safeguard.title)
    for was, is_ in both:
        yield from worded("S4", is_.id, was.title, is_.title)
        yield from _safeguard(was, is_)
    if old.prevailing != new.prevailing:
        en, cs = "Other principles prevail over this notice.", "Přednost před oznámením mají jiné zásady."
        yield change("S4", Kind.CHANGES, en, cs)


def _safeguard(was: Safeguard, is_: Safeguard) -> Iterator[Change]:
    if (was.from_, was.until, was.countries) != (is_.from_, is_.until, is_.countries):
        en, cs = "{it}: when or where it holds has changed.", "{it}: změnilo se, kdy nebo kde platí."
        yield change("S4", Kind.CHANGES, en, cs, it=is_.title)
    if (was.source, was.successor) != (is_.source, is_.successor):
        en, cs = "{it}: its source or successor has changed.", "{it}: změnil se pramen nebo nástupce."
        yield change("S4", Kind.DETAIL, en, cs, it=is_.title)
