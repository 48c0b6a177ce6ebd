"""What the pages of an import show, as plain values."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.crm.imports import files, mending
from kept.crm.imports.addresses import ADDRESS
from kept.crm.imports.engines import engine_of
from kept.crm.imports.models import Import
from kept.crm.imports.plan import Plan
from kept.crm.imports.starting import noun_of
from kept.crm.imports.unreadable import Unreadable
from kept.web.formats import number

SHOWN = 8  # lines of the preview
LISTED = 100  # wrong cells on the page


def steps(now: int) -> list[dict[str, str]]:
    """The steps, with the one at hand."""
    names = (_("File"), _("Columns and reason"), _("Check"), _("Import"))
    return [{"label": name, "state": "done" if n < now else "now" if n == now else ""} for n, name in enumerate(names)]


def spellings() -> dict[str, list[tuple[str, str]]]:
    """How a file may be read instead, when a guess was wrong."""
    encodings = [
        ("utf-8-sig", "UTF-8"),
        ("cp1250", _("Central European (Windows)")),
        ("cp1252", _("Western (Windows)")),
        ("utf-16", "UTF-16"),
    ]
    delimiters = [(",", _("comma")), (";", _("semicolon")), ("tab", _("tab")), ("|", _("bar"))]
    return {"encodings": encodings, "delimiters": delimiters}


def before(request: HttpRequest) -> list[dict[str, Any]]:
    """The last imports of this person, an administrator's view having all."""
    member = request.member  # type: ignore[attr-defined]
    found = Import.objects.order_by("-pk")
    found = found if member.is_admin else found.filter(by_id=member.pk)
    return [
        {"entry": one, "state": Import.State(one.state).label, "kind": noun_of(one.kind).label_plural}
        for one in found[:20]
    ]


def work(request: HttpRequest, entry: Import) -> dict[str, Any]:
    """Progress in words: how many, how fast, how long still."""
    writing = entry.state == Import.State.RUNNING
    total = (entry.report.get("forecast") or {}).get("lines", 0) if writing else 0
    note = _("You can leave this page.")
    if writing and entry.done and entry.started_at:
        pace = entry.done / max((timezone.now() - entry.started_at).total_seconds(), 0.1)
        rest = max(int((total - entry.done) / max(pace, 1)), 0)
        note = _("%(pace)s lines a second, about %(rest)s seconds more. You can leave this page.") % {
            "pace": number(int(pace)),
            "rest": rest,
        }
    elif not writing and entry.lines:
        note = _("%(n)s lines looked at. You can leave this page.") % {"n": number(entry.lines)}
    title = _("Importing %(name)s") if writing else _("Looking at %(name)s")
    return {
        "entry": entry, "title": title % {"name": entry.file_name}, "done": entry.done, "total": total, "note": note,
        "steps": steps(3 if writing else 2),
    }  # fmt: skip


def result(request: HttpRequest, entry: Import) -> dict[str, Any]:
    """What the check found, or what the import did."""
    wrong = [
        dict(zip(("line", "head", "value", "problem"), one, strict=True))
        for one in entry.report.get("wrong", [])[:LISTED]
    ]
    forecast = entry.report.get("forecast") or {}
    context: dict[str, Any] = {
        "entry": entry, "steps": steps(2 if entry.state == Import.State.CHECKED else 4), "wrong": wrong,
        "forecast": forecast, "wrongs": entry.report.get("wrongs", 0), "companies": entry.report.get("companies", 0),
        "said": said(entry), "goes_on": goes_on(entry), "state": Import.State(entry.state).label,
        "plan": Plan.read(entry.plan),
    }  # fmt: skip
    if entry.state == Import.State.CHECKED:
        for one in wrong:
            one["place"] = mending.place_of(context["plan"], one["head"])
        ready = forecast.get("created", 0) + forecast.get("updated", 0)
        context["ready"] = ready
        context["act"] = ngettext("Import %(n)s line", "Import %(n)s lines", ready) % {"n": number(ready)}
        context["stuck"] = not ready or (context["plan"].whole and forecast.get("failed"))
        if entry.kind != ADDRESS:
            context["preview"] = preview(request, entry)
    return context


def goes_on(entry: Import) -> bool:
    """Whether it was left before its end, and what is missing can still be had from its file."""
    return Import.State(entry.state).goes_on and files.there(entry)


def said(entry: Import) -> str:
    """Why it went no further."""
    if entry.state == Import.State.PUT_BACK:
        return _("Everything here was put back to a moment at which this was at work.")
    return str(entry.report.get("said", ""))


def preview(request: HttpRequest, entry: Import) -> dict[str, Any]:
    """The first good lines as they will stand in the instance."""
    access, plan = request.access, Plan.read(entry.plan)  # type: ignore[attr-defined]
    try:
        engine: Any = engine_of(entry, plan, access)
        some = list(islice(files.body(entry, plan), SHOWN))
        lines = [engine.cleaner.line(number, cells) for number, cells in some]
    except (Unreadable, FileNotFoundError):
        return {"heads": [], "rows": []}
    names = list(dict.fromkeys(name for line in lines for name in line.values))[:8]
    heads = [engine.fields[name].label for name in names]
    rows = []
    for line in lines:
        cells = [engine.fields[name].show(line.values.get(name), engine.words) for name in names]
        rows.append({"line": line.line, "cells": [*cells, line.company], "wrong": bool(line.wrong)})
    return {"heads": [*heads, _("Company")] if any(line.company for line in lines) else heads, "rows": [
        {**row, "cells": row["cells"] if any(line.company for line in lines) else row["cells"][:-1]} for row in rows
    ]}  # fmt: skip
