"""The form of an appointment: a day and a time in a zone, that exist there and lie ahead."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from kept.desk.models import Appointment
from kept.identity.preferences import zones
from kept.policy import clock


class MeetingForm(forms.Form):
    """When, for how long, where to."""

    about = forms.CharField(label=_("About"), max_length=200)
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    time = forms.TimeField(label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=480, initial=30)
    link = forms.URLField(
        label=_("Where to join"),
        help_text=_("The address of the conference."),
        max_length=500,
        assume_scheme="https",
    )

    def clean(self) -> dict[str, Any]:
        """The moment must exist on the clocks of that zone, and not be over."""
        data = super().clean() or self.cleaned_data
        if all(data.get(name) for name in ("day", "time_zone")) and data.get("time") is not None:
            at = datetime.combine(data["day"], data["time"], ZoneInfo(data["time_zone"]))
            if at.astimezone(UTC).astimezone(at.tzinfo).replace(tzinfo=None) != at.replace(tzinfo=None):
                self.add_error("time", _("On that day the clocks skip this time."))
            elif at.astimezone(UTC) <= clock.now():
                self.add_error("day", _("This is over already."))
            data["starts_at"] = at.astimezone(UTC)
        return data

    def what(self) -> dict[str, Any]:
        """What an appointment knows, of a valid form."""
        return {name: self.cleaned_data[name] for name in ("about", "starts_at", "minutes", "time_zone", "link")}

    @staticmethod
    def of(one: Appointment) -> dict[str, Any]:
        """An appointment as the form has it."""
        at = one.starts_at.astimezone(ZoneInfo(one.time_zone))
        known = {name: getattr(one, name) for name in ("about", "minutes", "time_zone", "link")}
        return {**known, "day": at.date(), "time": at.time()}
