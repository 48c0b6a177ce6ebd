"""Figures as staff read them: what is counted in words, a time in its unit, a size in its own."""

from __future__ import annotations

from collections.abc import Mapping

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.web.formats import number

WORDS = {
    "seconds": gettext_lazy("answers in"),
    "connections": gettext_lazy("connections"),
    "connections_most": gettext_lazy("connections at most"),
    "silent_seconds": gettext_lazy("last heard of"),
    "workers": gettext_lazy("workers"),
    "waiting": gettext_lazy("waiting"),
    "doing": gettext_lazy("at work"),
    "failed": gettext_lazy("failed"),
    "oldest_seconds": gettext_lazy("the oldest waits"),
    "looked_seconds": gettext_lazy("looked at"),
    "newest_seconds": gettext_lazy("the newest"),
    "restorable_days": gettext_lazy("days that can be restored"),
    "alarms": gettext_lazy("alarms"),
    "free_bytes": gettext_lazy("free"),
    "total_bytes": gettext_lazy("of"),
    "wrapped": gettext_lazy("keys wrapped"),
    "by_another": gettext_lazy("by another root"),
    "copy_confirmed": gettext_lazy("copies confirmed"),
    "requests_today": gettext_lazy("requests today"),
    "failed_today": gettext_lazy("failed today"),
    "lines_lost_today": gettext_lazy("lines lost today"),
    "errors_open": gettext_lazy("errors open"),
}


def said(figures: Mapping[str, float]) -> list[tuple[str, str]]:
    """(what, how much) of each figure. One without words of its own says its name."""
    return [(str(WORDS.get(name, name.replace("_", " "))), _value(name, value)) for name, value in figures.items()]


def _value(name: str, value: float) -> str:
    if name.endswith("bytes"):
        return filesizeformat(value)
    if name.endswith("seconds"):
        return _time(value)
    return number(round(value, 2) if value % 1 else int(value))


def _time(seconds: float) -> str:
    """A time in the unit that people would choose."""
    if seconds < 1:
        return _("%(n)s ms") % {"n": number(round(seconds * 1000))}
    if seconds < 120:
        return _("%(n)s s") % {"n": number(round(seconds))}
    if seconds < 7200:
        return _("%(n)s min") % {"n": number(round(seconds / 60))}
    return _("%(n)s h") % {"n": number(round(seconds / 3600))}
