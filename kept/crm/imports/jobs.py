"""The two jobs of an import: to look ahead over the whole file, and to write. Each can be left, stopped and taken up again."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from itertools import islice
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.crm.companies import noun as companies
from kept.crm.contacts import noun as contacts
from kept.crm.fields.making import make
from kept.crm.imports import additions, ageing, files
from kept.crm.imports.addresses import ADDRESS, AddressEngine
from kept.crm.imports.cleaning import Cleaned
from kept.crm.imports.engine import Engine, Outcome
from kept.crm.imports.hands import Overtaken, Turn, by_one_hand, by_two_hands
from kept.crm.imports.loading import in_bulk, surely
from kept.crm.imports.models import Import
from kept.crm.imports.plan import CHUNK, Plan
from kept.crm.imports.reading import Line
from kept.crm.imports.statistics import put_words_in_place, tell_the_planner
from kept.crm.imports.unreadable import Unreadable
from kept.crm.nouns import changing
from kept.crm.nouns.noun import NOUNS
from kept.crm.records.history import Operation
from kept.policy.doors import MEMBER
from kept.tenancy.jobs import Doors, job
from kept.tenancy.models import Instance
from kept.tenancy.opening import system

EVERY_NIGHT = ageing.forget_every_night
DECLARED = (companies.COMPANIES, contacts.CONTACTS)  # a worker imports nothing else that would declare them
TOLD = 1000  # wrong cells that are shown
CHECKING, CHECKED, RUNNING = "checking", "checked", "running"
DONE, STOPPED, FAILED, UNDONE = "done", "stopped", "failed", "undone"
PUT_BACK = "put back"  # stopped by a restore of the instance
GOES_ON = (STOPPED, PUT_BACK)  # from the last line that was counted


class NothingWritten(Exception):
    """A line was wrong, and all or nothing was wished for."""


@job("imports.check", admits=(MEMBER,))
def check(doors: Doors, *, import_id: int) -> None:
    """Read the whole file and say what an import would do. Nothing is written."""
    _guarded(doors, import_id, lambda: _look_ahead(doors, import_id))


@job("imports.run", admits=(MEMBER,))
def run(doors: Doors, *, import_id: int) -> None:
    """Write the file into the instance. A killed run goes on after the last chunk that was written whole."""
    _guarded(doors, import_id, lambda: _write(doors, import_id))


def _guarded(doors: Doors, import_id: int, work: Any) -> None:
    try:
        work()
    except Import.DoesNotExist:  # a restore went back to before it was begun
        return
    except Unreadable as error:
        _fail(doors, import_id, str(error))
    except PermissionDenied:
        _fail(doors, import_id, _("The person who began this may not import any more."))


def _fail(doors: Doors, import_id: int, said: str) -> None:
    """Say why it went no further. The house itself writes this, whatever became of the person's rights."""
    with system(f"job {doors.name}", doors.instance_id, by="job"):
        entry: Import = Import.objects.select_for_update().get(pk=import_id)
        entry.report = {**entry.report, "said": said}
        _end(entry, FAILED)


def _look_ahead(doors: Doors, import_id: int) -> None:
    total = Outcome()
    engine: Engine | AddressEngine | None = None
    with doors.open() as access:
        entry = _entry(access, import_id)
        plan = Plan.read(entry.plan)
        engine = engine_of(entry, plan, access)
        rest = _body(entry, plan, 0)
    for chunk in ahead(engine, rest):
        with doors.open() as access:
            entry = _entry(access, import_id)
            if entry.state != CHECKING or entry.stop_asked:
                return
            outcome = engine.take(prepared(engine, chunk), access)
            _add(total, outcome)
            entry.lines = total.lines
            entry.save(update_fields=["lines"])
    with doors.open() as access:
        entry = _entry(access, import_id)
        surely()
        forecast = {name: getattr(total, name) for name in ("lines", "created", "updated", "skipped", "failed")}
        entry.report = {"wrong": total.wrong, "wrongs": total.wrongs, "forecast": forecast, "companies": engine.made}
        entry.lines, entry.state = total.lines, CHECKED
        entry.save(update_fields=["lines", "report", "state"])


def _write(doors: Doors, import_id: int) -> None:
    with doors.open() as access:
        entry = _entry(access, import_id)
        if entry.state != RUNNING:
            return
        plan, operation = _begin(entry, access)
        whole = plan.whole
    if whole:
        _write_whole(doors, import_id, operation)
        return
    with doors.open() as access:
        entry = _entry(access, import_id)
        engine = engine_of(entry, plan, access, operation)
        done, rest = entry.done, _body(entry, plan, entry.done)

    def write(placed: tuple[int, list[Any]], turn: Turn) -> bool:
        with doors.open() as access:
            return _in_its_turn(engine, access, import_id, plan, operation, placed, turn)

    hands = by_two_hands if engine.apart else by_one_hand
    if not hands(_placed(ahead(engine, rest), done), write):
        return
    with doors.open() as access:
        put_words_in_place()
        _end(_entry(access, import_id), DONE)


def _write_whole(doors: Doors, import_id: int, operation: Operation) -> None:
    """All lines in one transaction, or none."""
    wrong: list[Any] = []
    try:
        with doors.open() as access:
            entry = _entry(access, import_id)
            if entry.state != RUNNING:
                return
            plan = Plan.read(entry.plan)
            engine = engine_of(entry, plan, access, operation)
            rest = _body(entry, plan, 0)
            for chunk in ahead(engine, rest):
                tell_the_planner()
                outcome = engine.take(prepared(engine, chunk), access)
                _count(entry, plan, operation, outcome, keep_bad=False)
                if outcome.bad:
                    wrong = outcome.wrong
                    raise NothingWritten
            _end(entry, DONE)
    except NothingWritten:
        with doors.open() as access:
            entry = _entry(access, import_id)
            said = _("Nothing was imported: a line is wrong, and all or nothing was wished for.")
            entry.report = {**entry.report, "wrong": wrong[:TOLD], "wrongs": len(wrong), "said": said}
            _end(entry, FAILED)


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


def _in_its_turn(
    engine: Engine | AddressEngine, access: Access, import_id: int, plan: Plan, operation: Operation,
    placed: tuple[int, list[Any]], turn: Turn,
) -> bool:  # fmt: skip
    """Write a chunk that begins after so many lines, and count it once the one before is kept. Whether to go on."""
    done, chunk = placed
    if _seen(access, import_id).stop_asked:
        turn.settle()
        if _mine(access, import_id, done):
            _end(_entry(access, import_id), STOPPED)
        return False
    tell_the_planner()
    outcome = engine.take(prepared(engine, chunk), access)
    turn.settle()
    if (entry := _mine(access, import_id, done)) is None:
        raise Overtaken
    _count(entry, plan, operation, outcome)
    return True


def _placed(chunks: Iterator[list[Any]], done: int) -> Iterator[tuple[int, list[Any]]]:
    """Each chunk with the number of lines before it."""
    for chunk in chunks:
        yield done, chunk
        done += len(chunk)


def _mine(access: Access, import_id: int, done: int) -> Import | None:
    """The import, held, unless somebody else went on with it or it runs no more."""
    entry = _entry(access, import_id)
    return entry if entry.state == RUNNING and entry.done == done else None


def _count(entry: Import, plan: Plan, operation: Operation, outcome: Outcome, *, keep_bad: bool = True) -> None:
    additions.count(operation, outcome.created)  # what changed has counted itself
    entry.done += outcome.lines
    entry.created += outcome.created
    entry.updated += outcome.updated
    entry.skipped += outcome.skipped
    entry.failed += outcome.failed
    if outcome.bad and keep_bad:
        before = entry.report.get("wrong", []) if entry.done > outcome.lines and entry.report.get("bad") else []
        bad = [*entry.report.get("bad", []), files.keep_bad(entry, plan, outcome)]
        wrongs = (entry.report.get("wrongs", 0) if before else 0) + outcome.wrongs
        entry.report = {**entry.report, "bad": bad, "wrong": [*before, *outcome.wrong][:TOLD], "wrongs": wrongs}
    entry.save(update_fields=["done", "created", "updated", "skipped", "failed", "report"])


def ahead(engine: Engine | AddressEngine, rest: Iterator[Line]) -> Iterator[list[Any]]:
    """Chunks of lines, each read and cleaned while the one before is being written."""
    if not engine.ahead:
        while chunk := list(islice(rest, CHUNK)):
            yield chunk
        return

    def following() -> list[Any]:
        return engine.cleaned(list(islice(rest, CHUNK)))

    with ThreadPoolExecutor(1) as other:
        coming = other.submit(copy_context().run, following)
        while found := coming.result():
            coming = other.submit(copy_context().run, following)
            yield found


def prepared(engine: Engine | AddressEngine, chunk: list[Any]) -> list[Cleaned]:
    """A chunk, cleaned; when it could not be done before, here and now, with the door open."""
    return chunk if isinstance(chunk[0], Cleaned) else engine.cleaned(chunk)


def engine_of(entry: Import, plan: Plan, access: Access, operation: Operation | None = None) -> Engine | AddressEngine:
    """The engine for what the file holds; without an operation it only looks ahead."""
    if entry.kind == ADDRESS:
        return AddressEngine(plan, access, operation=operation)
    slug = Instance.objects.values_list("slug", flat=True).get(pk=access.instance_id)
    return Engine(NOUNS[entry.kind], plan, access, slug, operation=operation)


def _body(entry: Import, plan: Plan, skip: int) -> Iterator[Line]:
    """The lines below the heads, after those that are done."""
    return islice(files.body(entry, plan), skip, None)


def _entry(access: Access, import_id: int) -> Import:
    """The import, held so that no other worker takes it at the same time."""
    return _allowed(access, Import.objects.select_for_update().get(pk=import_id))


def _seen(access: Access, import_id: int) -> Import:
    """The import as it stands, not held: the chunk before may be counting itself."""
    return _allowed(access, Import.objects.get(pk=import_id))


def _allowed(access: Access, found: Import) -> Import:
    in_bulk()
    if not access.rights.may(f"{'companies' if found.kind in ('company', ADDRESS) else 'contacts'}.import"):
        raise PermissionDenied
    return found


def _end(entry: Import, state: str) -> None:
    surely()
    entry.state, entry.ended_at = state, timezone.now()
    entry.save(update_fields=["state", "ended_at", "report"])


def _add(total: Outcome, more: Outcome) -> None:
    total.lines += more.lines
    total.created += more.created
    total.updated += more.updated
    total.skipped += more.skipped
    total.wrongs += more.wrongs
    total.wrong = [*total.wrong, *more.wrong][:TOLD]
    total.bad.update(dict.fromkeys(more.bad, Cleaned(0, [])))  # how many; the lines themselves are not kept
