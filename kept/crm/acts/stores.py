"""The store of long acts: whose records one has still to change, and a person whose name or address it would write.

A number of a record and the value to be given are there while the act runs. At its end both are forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kept.crm.acts.models import LongAct
from kept.policy.keeps import keeps
from kept.policy.stores import Finding, Piece, Subject, Verdict, store
from kept.privacy.erasure.passages import inside
from kept.privacy.erasure.ways import kinds_of

NOBODY = 0  # in the place of a record that is no longer to be changed: how far the act has come stays true


@dataclass(frozen=True, slots=True)
class Held:
    """An act that has something of a person: their records among those to be changed, or their words in its plan."""

    act: LongAct
    records: tuple[int, ...]
    words: bool


@keeps("R2", "R6", "L5")
@store
class Acts:
    """Acts that run. They go before rows do, so that nothing is written to a record that was just emptied."""

    name = "acts"
    turn = 20

    def find(self, subject: Subject) -> Iterator[Finding]:
        """How many acts have something of the person."""
        with inside(subject.instance_id):
            count = len(_held(subject))
        if count:
            yield Finding(self.name, "acts.longact", str(LongAct._meta.verbose_name), "L5", count)

    def export(self, subject: Subject) -> Iterator[Piece]:
        """What each would do: to the person's records, or with their name or address."""
        with inside(subject.instance_id):
            told = [
                {"act": held.act.act, "of": held.act.kind, "since": held.act.at.isoformat(),
                 "records": list(held.records), "plan": held.act.plan if held.words else {}}
                for held in _held(subject)
            ]  # fmt: skip
        if told:
            yield Piece("acts.json", "application/json", [json.dumps(told, ensure_ascii=False).encode()])

    def restrict(self, subject: Subject, *, locked: bool) -> None:
        """An act asks of each record at its turn whether it may be used; one that is locked stays as it is."""

    def erase(self, subject: Subject) -> int:
        """Their records are taken out of the act. One that would write their name or address goes no further."""
        with inside(subject.instance_id):
            found = _held(subject, to_change=True)
            for held in found:
                if held.words:
                    held.act.end(LongAct.STOPPED, _("It would have written of a person who has been erased."))
                else:
                    held.act.leave_out(held.records, NOBODY)
        return len(found)

    def verify(self, subject: Subject) -> Verdict:
        """No act has anything of the person."""
        return Verdict(self.name, tuple(self.find(subject)))


def _held(subject: Subject, *, to_change: bool = False) -> list[Held]:
    if not subject.instance_id:
        return []
    found = []
    acts = LongAct.objects.filter(state=LongAct.RUNNING).order_by("pk")
    for act in acts.select_for_update(of=("self",)) if to_change else acts:
        theirs = _keys(subject, act.kind)
        held = Held(act, tuple(pk for pk in act.ids if pk in theirs), _names(subject, act))
        if held.records or held.words:
            found.append(held)
    return found


def _keys(subject: Subject, kind: str) -> frozenset[int]:
    """The numbers of the person's records of a kind."""
    return frozenset(pk for label, keys in subject.keys.items() if kind in kinds_of(label) for pk in keys)


def _names(subject: Subject, act: LongAct) -> bool:
    """Whether the plan speaks of the person."""
    text = json.dumps(act.plan, ensure_ascii=False).casefold()
    names = (name.casefold().split() for name in subject.names)
    return any(email in text for email in subject.emails) or any(
        bool(name) and all(word in text for word in name) for name in names
    )
