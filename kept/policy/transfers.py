"""Transfers out of the European Economic Area: which safeguards there are, and which have lapsed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kept.policy.keeps import keeps
from kept.policy.terms import Recipient
from kept.policy.text import Text

# The Union, Iceland, Liechtenstein and Norway: the Regulation itself applies there.
EEA = frozenset(
    {
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
        "IS",
        "LI",
        "NO",
    }
)


@dataclass(frozen=True, slots=True)
class Safeguard:
    """What makes a transfer lawful, from when, until when, in which countries (None: in any)."""

    id: str
    title: Text
    source: str
    from_: date
    until: date | None = None
    countries: frozenset[str] | None = None
    successor: str | None = None

    def in_force(self, day: date) -> bool:
        """Whether it may be relied on that day. The day it is struck down it no longer holds."""
        return self.from_ <= day and (self.until is None or day < self.until)

    def covers(self, country: str) -> bool:
        return self.countries is None or country in self.countries


@keeps("S4")
def fault(recipient: Recipient, safeguards: Iterable[Safeguard], day: date) -> Text | None:
    """Why data may not go to this recipient on this day (S4), or None when it may."""
    if recipient.country in EEA:
        return None
    known = {safeguard.id: safeguard for safeguard in safeguards}
    if recipient.safeguard is None:
        return _MISSING.format(name=recipient.name, country=recipient.country)
    safeguard = known.get(recipient.safeguard)
    if safeguard is None:
        return _UNKNOWN.format(name=recipient.name, safeguard=recipient.safeguard)
    if not safeguard.covers(recipient.country):
        return _ELSEWHERE.format(name=recipient.name, safeguard=safeguard.title, country=recipient.country)
    if not safeguard.in_force(day):
        return _lapsed(recipient, safeguard, known)
    return None


def _lapsed(recipient: Recipient, safeguard: Safeguard, known: dict[str, Safeguard]) -> Text:
    if safeguard.until is None:
        return _TOO_EARLY.format(name=recipient.name, safeguard=safeguard.title)
    said = _LAPSED.format(name=recipient.name, safeguard=safeguard.title, day=safeguard.until.isoformat())
    if safeguard.successor is None:
        return said
    after = _SUCCESSOR.format(successor=known[safeguard.successor].title)
    return Text(f"{said.en} {after.en}", cs=f"{said.cs} {after.cs}")


_MISSING = Text(
    "{name} is in {country}, outside the European Economic Area, and has no safeguard (S4).",
    cs="{name} je v zemi {country}, mimo Evropský hospodářský prostor, a nemá žádnou záruku (S4).",
)
_UNKNOWN = Text(
    "{name} relies on “{safeguard}”, which the register does not know (S4).",
    cs="{name} se opírá o „{safeguard}“, což registr nezná (S4).",
)
_ELSEWHERE = Text(
    "{name} relies on “{safeguard}”, which does not cover {country} (S4).",
    cs="{name} se opírá o záruku „{safeguard}“, která neplatí pro zemi {country} (S4).",
)
_LAPSED = Text(
    "{name} relies on “{safeguard}”, which ceased to hold on {day} (S4).",
    cs="{name} se opírá o záruku „{safeguard}“, která pozbyla platnosti dne {day} (S4).",
)
_TOO_EARLY = Text(
    "{name} relies on “{safeguard}”, which is not yet in force (S4).",
    cs="{name} se opírá o záruku „{safeguard}“, která ještě neplatí (S4).",
)
_SUCCESSOR = Text("Its successor is “{successor}”.", cs="Nahradila ji „{successor}“.")
