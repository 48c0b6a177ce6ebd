"""Looking ahead over the whole file: what an import would do. Nothing is written but the forecast."""

from __future__ import annotations

from kept.crm.imports import counting, entries, files
from kept.crm.imports.chunks import chunks, cleaned
from kept.crm.imports.engine import Outcome
from kept.crm.imports.engines import engine_of
from kept.crm.imports.loading import surely
from kept.crm.imports.models import Import
from kept.crm.imports.plan import Plan
from kept.tenancy.jobs import Doors

FORECAST = ("lines", "created", "updated", "skipped", "failed")


def look_ahead(doors: Doors, import_id: int) -> None:
    """Take every line as if it were imported, and note what would become of it. Ends when it is asked to stop."""
    total = Outcome()
    with doors.open() as access:
        entry = entries.held(access, import_id)
        plan = Plan.read(entry.plan)
        engine = engine_of(entry, plan, access)
        lines = files.body(entry, plan)
    for chunk in chunks(engine, lines):
        with doors.open() as access:
            entry = entries.held(access, import_id)
            if entry.state != Import.State.CHECKING or entry.stop_asked:
                return
            counting.add(total, engine.take(cleaned(engine, chunk), access))
            entry.lines = total.lines
            entry.save(update_fields=["lines"])
    with doors.open() as access:
        _conclude(entries.held(access, import_id), total, engine.made)


def _conclude(entry: Import, total: Outcome, companies: int) -> None:
    surely()
    forecast = {name: getattr(total, name) for name in FORECAST}
    entry.report = {"wrong": total.wrong, "wrongs": total.wrongs, "forecast": forecast, "companies": companies}
    entry.lines, entry.state = total.lines, Import.State.CHECKED
    entry.save(update_fields=["lines", "report", "state"])
