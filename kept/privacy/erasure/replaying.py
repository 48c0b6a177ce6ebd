"""Replaying the ledger: whoever was erased is erased again after a restore, before anybody gets an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps

from kept.policy.keeps import keeps
from kept.policy.stores import Subject, stores
from kept.privacy.erasure import erasing, ledger
from kept.privacy.erasure.ledger import ASKED, Line
from kept.privacy.erasure.models import Certificate, State
from kept.privacy.erasure.passages import inside, places
from kept.privacy.erasure.ways import email_fields
from kept.tenancy.models import Instance

AT_ONCE = 5000


@dataclass(slots=True)
class Replayed:
    """What a replay found: erasures in the ledger, rows and things erased again, and what could not be."""

    lines: int = 0
    gone: int = 0
    left: list[str] = field(default_factory=list)


_beside: list[Callable[[Replayed], None]] = []


def beside(act: Callable[[Replayed], None]) -> None:
    """Have something else that the ledger tells replayed with it."""
    if act not in _beside:
        _beside.append(act)


@keeps("R6", "D4")
def replay(numbers: Iterable[str] | None = None) -> Replayed:
    """Erase again all that the ledger names, or those of these numbers. Raises ledger.Tampered for a broken ledger.

    Doing it twice is once. A row that got the number of an erased one later is told from it by its stamp."""
    wanted = None if numbers is None else set(numbers)
    done = Replayed()
    by_controller: dict[int | None, list[Line]] = {}
    for line in ledger.lines():
        if line.act == ASKED and (wanted is None or line.number in wanted):
            by_controller.setdefault(line.instance_id, []).append(line)
    for instance_id, lines in by_controller.items():
        done.lines += len(lines)
        if instance_id is None or Instance.objects.filter(pk=instance_id).exists():
            _replay(instance_id, lines, done)
    for act in _beside if wanted is None else ():
        act(done)
    return done


def _replay(instance_id: int | None, lines: list[Line], done: Replayed) -> None:
    subject = subject_of_lines(instance_id, lines)
    if not all(verdict.complete for verdict in erasing.verify(subject)):
        done.gone += sum(place.erase(subject) for place in stores())
        for verdict in erasing.verify(subject):
            done.left += [f"{verdict.store}: {finding.reference}" for finding in verdict.left]
    with inside(instance_id):
        known = {str(number) for number in Certificate.objects.values_list("number", flat=True)}
        for line in lines:
            if line.number not in known:
                _certify(line, not done.left)
    told = {line.number for line in ledger.lines() if line.act == ledger.DONE}
    for line in lines if not done.left else ():
        if line.number not in told:
            ledger.append(subject, line.number, act=ledger.DONE)


def _certify(line: Line, complete: bool) -> None:
    """A certificate again, for an erasure that the restored database does not know of."""
    Certificate(
        instance_id=line.instance_id or 0,
        number=line.number,
        reason="replayed after a restore",
        asked_at=line.at,
        completed_at=line.at if complete else None,
        state=State.COMPLETE if complete else State.UNFINISHED,
        keys=line.keys,
    ).save(force_insert=True)


def subject_of_lines(instance_id: int | None, lines: list[Line]) -> Subject:
    """All persons of these lines as one: their rows that are still the same rows, their addresses that are still there."""
    keys: dict[str, set[Any]] = {}
    for line in lines:
        for label, ids in line.keys.items():
            keys.setdefault(label, set()).update(_same(instance_id, label, ids, line.stamps.get(label, {})))
    digests = {one for line in lines for one in line.emails}
    emails = ledger.matching(digests, _addresses(instance_id)) if digests else set()
    return Subject(instance_id, {label: tuple(sorted(ids)) for label, ids in keys.items() if ids}, frozenset(emails))


def _same(instance_id: int | None, label: str, ids: list[Any], stamps: dict[str, str]) -> Iterator[Any]:
    """The rows that are there and are those that were meant."""
    try:
        model = apps.get_model(label)
    except LookupError:
        return
    name = erasing.stamp_field(model)
    with inside(instance_id):
        for row in list(model.objects.filter(pk__in=ids).values_list("pk", *([name] if name else []))):
            if stamps.get(str(row[0])) == erasing.stamp(label, row):
                yield row[0]


def _addresses(instance_id: int | None) -> Iterator[str]:
    """Every address that stands anywhere in the rows of a controller."""
    for place, models in places(Subject(instance_id)):
        with inside(place):
            for model in models:
                for column in email_fields(model):
                    rows = model.objects.exclude(**{column: ""}).values_list(column, flat=True)
                    for email in rows.iterator(chunk_size=AT_ONCE):
                        if email:
                            yield email.strip().lower()
