"""What staff ask of the request log: a day, a route, how it was answered, how slow it was."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kept.policy import clock
from kept.tracking.models import RequestLine

ANSWERS = (
    ("", _("all")),
    ("2", _("satisfied")),
    ("4", _("refused")),
    ("5", _("failed")),
)
SLOW = (("", _("any time")), ("100", _("over 100 ms")), ("500", _("over 500 ms")), ("2000", _("over 2 s")))


class Asked(forms.Form):
    """The filter above the log. What cannot be read is left out of it."""

    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    route = forms.CharField(label=_("Route"), required=False, max_length=80)
    answer = forms.ChoiceField(label=_("Answered"), required=False, choices=ANSWERS)
    slow = forms.ChoiceField(label=_("Took"), required=False, choices=SLOW)

    def clean_day(self) -> date | None:
        """A day on which there can be lines."""
        day: date | None = self.cleaned_data["day"]
        if day is not None and not 2000 <= day.year < 3000:
            raise forms.ValidationError(_("This is no day of the log."))
        return day

    def rows(self) -> QuerySet[RequestLine]:
        """The lines that fit, the newest first."""
        self.is_valid()
        told: dict[str, Any] = self.cleaned_data
        found = RequestLine.objects.order_by("-at", "-pk")
        if day := told.get("day"):
            found = found.filter(at__gte=clock.beginning(day), at__lt=clock.after(day))
        if route := told.get("route"):
            found = found.filter(route__startswith=route)
        if answer := told.get("answer"):
            least = int(answer) * 100
            found = found.filter(
                status__gte=200 if answer == "2" else least, status__lt=400 if answer == "2" else least + 100
            )
        if slow := told.get("slow"):
            found = found.filter(duration_ms__gt=float(slow))
        return found
