"""Writing a file into the instance: chunk by chunk, each in its turn and counted, or all lines in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.crm.fields.making import make
from kept.crm.imports import counting, entries, files
from kept.crm.imports.chunks import Chunk, chunks, cleaned, counted
from kept.crm.imports.engines import AnyEngine, engine_of
from kept.crm.imports.hands import Overtaken, Turn, by_one_hand, by_two_hands
from kept.crm.imports.models import Import
from kept.crm.imports.plan import Plan
from kept.crm.imports.statistics import put_words_in_place, tell_the_planner
from kept.crm.nouns import changing
from kept.crm.nouns.noun import NOUNS
from kept.crm.records.history import Operation
from kept.tenancy.jobs import Doors


class NothingWritten(Exception):
    """A line was wrong, and all or nothing was wished for."""


def write(doors: Doors, import_id: int) -> None:
    """Write what is not yet written, unless somebody else did or it was stopped."""
    with doors.open() as access:
        entry = entries.held(access, import_id)
        if entry.state != Import.State.RUNNING:
            return
        plan, operation = _begin(entry, access)
    written = _write_whole if plan.whole else _write_chunks
    written(doors, import_id, operation)


def _begin(entry: Import, access: Access) -> tuple[Plan, Operation]:
    """Make what the whole import shares: its operation, and the new fields."""
    plan = Plan.read(entry.plan)
    if entry.operation is None:
        noun = NOUNS.get(entry.kind)
        entry.operation = changing.operation(access, "import.run", noun)
        for place, head, target in plan.mapped:
            if target.startswith("new:"):
                plan.targets[place] = f"custom.{make(entry.kind, head, target[4:]).name}"
        entry.plan, entry.started_at = plan.plain(), timezone.now()
        entry.save(update_fields=["operation", "plan", "started_at"])
    return plan, entry.operation


def _write_chunks(doors: Doors, import_id: int, operation: Operation) -> None:
    """A transaction a chunk, after the last one that was written whole."""
    with doors.open() as access:
        entry = entries.held(access, import_id)
        plan = Plan.read(entry.plan)
        engine = engine_of(entry, plan, access, operation)
        found = chunks(engine, islice(files.body(entry, plan), entry.done, None))
    writing = Writing(doors, import_id, plan, operation, engine)
    hands = by_two_hands if engine.apart else by_one_hand
    if hands(counted(found, entry.done), writing.write):
        with doors.open() as access:
            put_words_in_place()
            entries.end(entries.held(access, import_id), Import.State.DONE)


@dataclass(frozen=True, slots=True)
class Writing:
    """An import that is being written a chunk at a time, perhaps by two hands."""

    doors: Doors
    import_id: int
    plan: Plan
    operation: Operation
    engine: AnyEngine

    def write(self, placed: tuple[int, Chunk], turn: Turn) -> bool:
        """Write a chunk that begins after so many lines, and count it once the one before is kept. Whether to go on."""
        done, chunk = placed
        with self.doors.open() as access:
            if entries.seen(access, self.import_id).stop_asked:
                turn.settle()
                self._stop(access, done)
                return False
            tell_the_planner()
            outcome = self.engine.take(cleaned(self.engine, chunk), access)
            turn.settle()
            if (entry := entries.still_ours(access, self.import_id, done)) is None:
                raise Overtaken
            counting.put_aside(entry, self.plan, outcome)
            counting.count(entry, self.operation, outcome)
            return True

    def _stop(self, access: Access, done: int) -> None:
        if entry := entries.still_ours(access, self.import_id, done):
            entries.end(entry, Import.State.STOPPED)


def _write_whole(doors: Doors, import_id: int, operation: Operation) -> None:
    """All lines in one transaction, or none."""
    wrong: list[Any] = []
    try:
        with doors.open() as access:
            entry = entries.held(access, import_id)
            if entry.state != Import.State.RUNNING:
                return
            plan = Plan.read(entry.plan)
            engine = engine_of(entry, plan, access, operation)
            for chunk in chunks(engine, files.body(entry, plan)):
                tell_the_planner()
                outcome = engine.take(cleaned(engine, chunk), access)
                counting.count(entry, operation, outcome)
                if outcome.bad:
                    wrong = outcome.wrong
                    raise NothingWritten
            entries.end(entry, Import.State.DONE)
    except NothingWritten:
        with doors.open() as access:
            _refuse(entries.held(access, import_id), wrong)


def _refuse(entry: Import, wrong: list[Any]) -> None:
    said = _("Nothing was imported: a line is wrong, and all or nothing was wished for.")
    entry.report = {**entry.report, "wrong": wrong[: counting.TOLD], "wrongs": len(wrong), "said": said}
    entries.end(entry, Import.State.FAILED)
