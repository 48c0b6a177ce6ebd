"""Mending: a wrong cell is typed anew after the check, and its line alone is looked at again. The file stays as it came."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.crm.imports import files
from kept.crm.imports.engine import Outcome
from kept.crm.imports.engines import engine_of
from kept.crm.imports.models import Import
from kept.crm.imports.plan import Plan
from kept.crm.imports.unreadable import Unreadable
from kept.web.refused import Refused

MOST_LINES = 1000
MOST_IN_CELL = 2000  # characters
COUNTED = ("created", "updated", "skipped", "failed")


class MendForm(forms.Form):
    """Which cell, and what is to stand there."""

    line = forms.IntegerField(min_value=1)
    place = forms.IntegerField(min_value=0)
    value = forms.CharField(required=False, max_length=MOST_IN_CELL)


def place_of(plan: Plan, head: str) -> int | None:
    """Which column a thing to mend stands in; None when it is no single cell of the file."""
    return plan.heads.index(head) if head in plan.heads else None


def mend(entry: Import, line: int, place: int, value: str | None, access: Access) -> int:
    """Put a value over a cell, or with None what the file has, and look at the line again. Nothing is imported.

    Returns how many things are still wrong in the line. Raises Refused when there is nothing to mend there.
    """
    entry = Import.objects.select_for_update().get(pk=entry.pk)
    plan = Plan.read(entry.plan)
    over = plan.mended.get(str(line), {})
    wrong = any(one[0] == line and place_of(plan, one[1]) == place for one in entry.report.get("wrong", ()))
    if entry.state != Import.State.CHECKED or not (wrong or (value is None and str(place) in over)):
        raise Refused(_("There is nothing to mend there any more."))
    if len(plan.mended) >= MOST_LINES and not over:
        raise Refused(_("So many lines are mended better in the file itself."))
    before = _looked_at(entry, line, access)
    over = {**over, str(place): value} if value is not None else {k: v for k, v in over.items() if k != str(place)}
    plan.mended = {**{k: v for k, v in plan.mended.items() if k != str(line)}, **({str(line): over} if over else {})}
    entry.plan = plan.plain()
    after = _looked_at(entry, line, access)
    entry.report = _report(entry.report, line, before, after)
    entry.save(update_fields=["plan", "report"])
    return after.wrongs


def _looked_at(entry: Import, line: int, access: Access) -> Outcome:
    """What would become of one line as it now stands."""
    plan = Plan.read(entry.plan)
    engine = engine_of(entry, plan, access)
    try:
        one = next((one for one in files.body(entry, plan) if one[0] == line), None)
    except (Unreadable, FileNotFoundError):
        one = None
    if one is None:
        raise Refused(_("There is nothing to mend there any more."))
    return engine.take(engine.cleaned([one]), access)


def _report(report: dict[str, Any], line: int, before: Outcome, after: Outcome) -> dict[str, Any]:
    forecast = dict(report.get("forecast") or {})
    for name in COUNTED:
        forecast[name] = max(forecast.get(name, 0) + getattr(after, name) - getattr(before, name), 0)
    wrong = [one for one in report.get("wrong", ()) if one[0] != line] + [list(one) for one in after.wrong]
    wrongs = max(report.get("wrongs", 0) + after.wrongs - before.wrongs, len(wrong))
    wrong.sort(key=lambda one: int(one[0]))
    return {**report, "forecast": forecast, "wrong": wrong, "wrongs": wrongs}
