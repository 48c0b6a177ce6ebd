"""What an import came to: lines counted, and those with something wrong put aside."""

from __future__ import annotations

from kept.crm.imports import additions, files
from kept.crm.imports.cleaning import Cleaned
from kept.crm.imports.engine import Outcome
from kept.crm.imports.models import Import
from kept.crm.imports.plan import Plan
from kept.crm.records.history import Operation

TOLD = 1000  # wrong cells that are shown


def add(total: Outcome, more: Outcome) -> None:
    """Add what became of more lines, while nothing is written yet."""
    total.lines += more.lines
    total.created += more.created
    total.updated += more.updated
    total.skipped += more.skipped
    total.wrongs += more.wrongs
    total.wrong = [*total.wrong, *more.wrong][:TOLD]
    total.bad.update(dict.fromkeys(more.bad, Cleaned(0, [])))  # how many; the lines themselves are not kept


def count(entry: Import, operation: Operation, outcome: Outcome) -> None:
    """Count what was written, in the import and in its operation."""
    additions.count(operation, outcome.created)  # what changed has counted itself
    entry.done += outcome.lines
    entry.created += outcome.created
    entry.updated += outcome.updated
    entry.skipped += outcome.skipped
    entry.failed += outcome.failed
    entry.save(update_fields=["done", "created", "updated", "skipped", "failed", "report"])


def put_aside(entry: Import, plan: Plan, outcome: Outcome) -> None:
    """Keep the bad lines, to be handed back, and say in the report what is wrong. `count` saves it."""
    if not outcome.bad:
        return
    report = entry.report
    told, wrongs = (report.get("wrong", []), report.get("wrongs", 0)) if report.get("bad") else ([], 0)
    entry.report = {
        **report,
        "bad": [*report.get("bad", []), files.keep_bad(entry, plan, outcome)],
        "wrong": [*told, *outcome.wrong][:TOLD],
        "wrongs": wrongs + outcome.wrongs,
    }
