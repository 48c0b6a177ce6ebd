"""The store of legal disclosures: a person is told of them, but of none that an order forbids to tell."""

from __future__ import annotations

import json
from collections.abc import Iterator

from kept.console.disclosing.models import STORE, Demand
from kept.policy.controller import in_force
from kept.policy.keeps import keeps
from kept.policy.stores import Finding, Piece, Subject, Verdict, store
from kept.policy.terms import Event
from kept.tenancy.opening import system


def withheld() -> set[str]:
    """The numbers of the demands of which nobody may hear today."""
    with system("legal disclosures", purpose="S2"):
        return {one.ref for one in Demand.objects.exclude(barred_until=None) if one.is_barred}


@keeps("S2", "R2")
@store
class LegalDisclosures:
    """Demands on a person, their papers, and what was handed over. A law keeps them (GDPR, articles 5 (2) and 19)."""

    name = STORE
    turn = 85

    def find(self, subject: Subject) -> Iterator[Finding]:
        """How many, and until when they are kept."""
        demands = self._demands(subject)
        if demands:
            ends = [one.closed_at for one in demands if one.closed_at]
            happened = {Event.RECORDED: max(ends).date()} if len(ends) == len(demands) else {}
            until = in_force().purpose("S1").last_day(happened)
            yield Finding(self.name, "disclosing.demand", "demand of an authority", "S1", len(demands), until)

    def export(self, subject: Subject) -> Iterator[Piece]:
        """Who asked, under which reason, what came of it and what they were given."""
        told = [_told(one) for one in self._demands(subject)]
        if told:
            content = json.dumps(told, ensure_ascii=False).encode()
            yield Piece("legal-disclosures.json", "application/json", [content])

    def restrict(self, subject: Subject, *, locked: bool) -> None:
        """Nothing is done with them but to keep and to show them."""

    def erase(self, subject: Subject) -> int:
        """Nothing: a law keeps them for their term."""
        return 0

    def verify(self, subject: Subject) -> Verdict:
        """All of it is kept, by law."""
        return Verdict(self.name, kept=tuple((finding, "S1") for finding in self.find(subject)))

    def _demands(self, subject: Subject) -> list[Demand]:
        if subject.instance_id or not subject.emails:
            return []
        with system("rights of a person", purpose="R2"):
            known = Demand.objects.filter(email__in=subject.emails).select_related("handed_over")
            return [one for one in known if not one.is_barred]


def _told(one: Demand) -> dict[str, object]:
    made = getattr(one, "handed_over", None)
    return {
        "received_on": one.received_on.isoformat(),
        "by": one.asker,
        "reference": one.reference,
        "reason": one.reason,
        "wanted": one.wanted,
        "state": one.state,
        "handed_over": made.manifest if made else [],
        "told_at": one.told_at.isoformat(timespec="seconds") if one.told_at else None,
    }
