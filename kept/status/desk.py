"""The on-call page: how every part does, alarms that are open, and what everybody is told of incidents."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.outside.alarms import open_alarms
from kept.policy.doors import allow
from kept.status import incidents, pages, snapshot
from kept.status.models import Incident
from kept.status.said import said
from kept.web.pages import done, page
from kept.web.watched import in_order

State = Incident.State
AFTER = [State.INVESTIGATING, State.IDENTIFIED, State.WATCHING, State.SOLVED]


class NewWords(forms.Form):
    """What is said, in both languages."""

    state = forms.ChoiceField(label=gettext_lazy("State"), choices=[(each.value, each.label) for each in AFTER])
    text_en = forms.CharField(label=gettext_lazy("In English"), max_length=2000, widget=forms.Textarea)
    text_cs = forms.CharField(label=gettext_lazy("In Czech"), max_length=2000, widget=forms.Textarea)


class NewIncident(NewWords):
    """A new incident, or maintenance that is planned."""

    title_en = forms.CharField(label=gettext_lazy("Title in English"), max_length=120)
    title_cs = forms.CharField(label=gettext_lazy("Title in Czech"), max_length=120)
    components = forms.MultipleChoiceField(
        label=gettext_lazy("Parts"), required=False, widget=forms.CheckboxSelectMultiple
    )
    begins = forms.DateTimeField(
        label=gettext_lazy("Planned from (UTC)"), required=False, help_text=gettext_lazy("Only for maintenance."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    ends = forms.DateTimeField(
        label=gettext_lazy("Planned until (UTC)"), required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    field_order = ("title_en", "title_cs", "components", "state", "text_en", "text_cs", "begins", "ends")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["components"].choices = [(part.name, part.label) for part in in_order() if part.public]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Maintenance has a beginning and an end."""
        known: dict[str, Any] = super().clean() or {}
        begins, ends = known.get("begins"), known.get("ends")
        if bool(begins) != bool(ends):
            self.add_error("ends", _("Maintenance has a beginning and an end."))
        elif begins and ends and ends <= begins:
            self.add_error("ends", _("It ends after it begins."))
        return known


@allow("staff.status")
def desk(request: HttpRequest) -> HttpResponse:
    """Parts, alarms, incidents."""
    known = snapshot.read()
    parts = [{**pages.line(known, part.name, part.label), "figures": _figures(known, part.name)} for part in in_order()]
    alarms = [
        {"said": one.sentence, "code": one.code, "since": datetime.fromtimestamp(one.since, UTC)}
        for one in open_alarms()
    ]
    rows = [{"row": one, "newest": one.words.first()} for one in Incident.objects.prefetch_related("words")[:50]]
    at = datetime.fromtimestamp(known.at, UTC) if known.at else None
    context = {"parts": parts, "alarms": alarms, "incidents": rows, "at": at, "stale": known.stale}
    return page(request, "status/desk.html", context)


@allow("staff.status")
def new(request: HttpRequest) -> HttpResponse:
    """Tell everybody of something new."""
    form = NewIncident(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return page(request, "status/new.html", {"form": form})
    given = form.cleaned_data
    made = Incident(
        title_en=given["title_en"], title_cs=given["title_cs"], components=given["components"],
        planned=bool(given["begins"]),
    )  # fmt: skip
    if given["begins"]:
        made.begun_at, made.ended_at = given["begins"].replace(tzinfo=UTC), given["ends"].replace(tzinfo=UTC)
    made.say(State.PLANNED if made.planned else given["state"], given["text_en"], given["text_cs"])
    incidents.publish()
    return done(request, reverse("status_operator:desk"), _("Everybody can read it."))


@allow("staff.status")
def incident(request: HttpRequest, id: int) -> HttpResponse:
    """One incident: what was said, and a form to say more."""
    one = get_object_or_404(Incident, pk=id)
    form = NewWords(request.POST if request.method == "POST" else None, initial={"state": one.state})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        one.say(given["state"], given["text_en"], given["text_cs"])
        incidents.publish()
        return done(request, reverse("status_operator:incident", args=[one.pk]), _("Everybody can read it."))
    return page(request, "status/incident_desk.html", {"one": one, "words": one.words.all(), "form": form})


def _figures(known: snapshot.Snapshot, name: str) -> list[tuple[str, str]]:
    part = known.part(name)
    return said(part.figures) if part else []
