"""The operator's holds: what stays although its time is over, why, until when; made and released here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kept.policy import clock
from kept.policy.doors import allow
from kept.privacy.kinds import kind as kind_in_words
from kept.privacy.retention.clocks import clock_of, clocks
from kept.privacy.retention.holds import Hold, HoldReason, key_of
from kept.web.pages import done, page

SHOWN = 200


class HoldForm(forms.Form):
    """Which record, why, and until when."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of record"))
    key = forms.CharField(
        label=gettext_lazy("Its number"),
        max_length=64,
        error_messages={"required": gettext_lazy("Enter the number of the record.")},
    )
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=HoldReason.choices)
    until = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Empty: until you release it."),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": gettext_lazy("Enter a day.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        kinds = sorted(((one.label, kind_in_words(one.label)) for one in clocks()), key=lambda pair: pair[1])
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]

    def clean_until(self) -> Any:
        """A day that is still to come, or none."""
        until = self.cleaned_data["until"]
        if until is not None and until < clock.today():
            raise forms.ValidationError(_("This day is over."))
        return until

    def clean(self) -> None:
        """The number must be one that such a record can have, and that one has, where we can look."""
        kind, key = self.cleaned_data.get("kind"), self.cleaned_data.get("key", "").replace("\x00", "").strip()
        ticking = clock_of(kind or "")
        if ticking is None or not key:
            return
        found = key_of(ticking.model, key)
        if found is None or (isinstance(found, int) and not 0 < found < 2**63):
            self.add_error("key", _("This is no number of a record."))
        elif not ticking.fenced and not ticking.model.objects.filter(pk=found).exists():
            self.add_error("key", _("There is no such record."))
        self.cleaned_data["key"] = str(found)


@allow("staff.retention")
def holds(request: HttpRequest) -> HttpResponse:
    """All holds: those that stand, then those released or run out."""
    rows = list(Hold.objects.select_related("by").order_by("-since")[:SHOWN])
    day = clock.today()
    shown = [(hold, kind_in_words(hold.kind), hold.stands(day)) for hold in rows]
    context = {
        "standing": [one for one in shown if one[2]],
        "over": [one for one in shown if not one[2]],
    }
    return page(request, "retention/holds.html", context)


@allow("staff.retention")
def new_hold(request: HttpRequest) -> HttpResponse:
    """A hold on one record."""
    form = HoldForm(request.POST if request.method == "POST" else None)
    back = reverse("retention_operator:holds")
    if form.is_bound and form.is_valid():
        Hold.objects.create(since=clock.now(), by_id=request.user.pk, **form.cleaned_data)
        return done(request, back, _("Held."))
    context = {
        "title": _("Hold a record"), "form": form, "action": request.path, "back_url": back, "verb": _("Hold"),
        "says": _("It stays although its time is over, with what speaks of the same person, until the hold ends."),
    }  # fmt: skip
    return page(request, "retention/ask.html", context)


@allow("staff.retention")
@require_POST
def release(request: HttpRequest, id: int) -> HttpResponse:
    """End a hold."""
    hold = Hold.objects.filter(pk=id, released_at=None).first()
    if hold is None:
        raise Http404
    hold.release(by=request.user.pk)
    return done(request, reverse("retention_operator:holds"), _("Released. What is over goes with the next run."))
