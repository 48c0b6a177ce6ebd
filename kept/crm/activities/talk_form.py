"""The form of a talk: what kind, with whom, when, where, who else, and what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.audit.access import Access
from kept.crm.activities.models import Participant, Talk, TalkKind
from kept.crm.contacts.models import Contact, Position
from kept.crm.nouns.vocabulary import Vocabulary
from kept.crm.records.finding import narrowed
from kept.crm.records.words import fold
from kept.tenancy.ids import id_of

PEOPLE = 30  # of one company offered
FIRST_HOUR, LAST_HOUR = 7, 20  # a time outside is entered, never proposed
WHEN = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
NO_TIME = gettext_lazy("Enter a day and a time, such as 2026-11-26 9:30.")


class TalkForm(forms.Form):
    """Made for a talk that is there, for a record, or for a new talk with anybody."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=TalkKind.choices, initial=TalkKind.MEETING)
    title = forms.CharField(
        label=gettext_lazy("What about"), max_length=250,
        error_messages={"required": gettext_lazy("Say what it is about.")},
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )  # fmt: skip
    with_whom = forms.CharField(
        label=gettext_lazy("With whom"), max_length=250, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    scheduled_from = forms.DateTimeField(
        label=gettext_lazy("From"), widget=WHEN,
        error_messages={"required": gettext_lazy("Say when it begins."), "invalid": NO_TIME},
    )  # fmt: skip
    scheduled_till = forms.DateTimeField(
        label=gettext_lazy("Until"), widget=WHEN, required=False, error_messages={"invalid": NO_TIME}
    )
    place = forms.CharField(label=gettext_lazy("Where"), max_length=250, required=False)
    colleagues = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Colleagues"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    people = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Also there"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    description = forms.CharField(
        label=gettext_lazy("Details"), required=False, max_length=50_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    solution = forms.CharField(
        label=gettext_lazy("Outcome"), required=False, max_length=50_000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(
        self, data: Any, access: Access, slug: str, *, talk: Talk | None = None, record: Any = None, **options: Any
    ) -> None:
        """`record`: the contact or company that a new talk is about; then nobody is asked for."""
        super().__init__(data, **options)
        self.talk, self.access = talk, access
        self.words = Vocabulary(me=access.member_id)
        others = [
            (one.id, one.name)
            for one in self.words.members()
            if one.id != (talk.owner_id if talk else access.member_id)
        ]
        self._offer("colleagues", others)
        self._offer("people", beside(record if record is not None else talk and (talk.contact or talk.company), access))
        if (
            record is not None
            or (talk is not None and talk.company_id and not talk.contact_id)
            or not access.rights.may("contacts.view")
        ):
            del self.fields["with_whom"]
        else:
            where = reverse("contacts:choose", kwargs={"instance": slug})
            self.fields["with_whom"].widget.attrs["data-choose"] = where
        if talk is None:
            del self.fields["solution"]

    def _offer(self, name: str, choices: list[tuple[int, str]]) -> None:
        if choices:
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields[name]

    def clean_with_whom(self) -> int | None:
        """The contact, chosen from the list or typed as it is called."""
        typed = self.cleaned_data["with_whom"].strip()
        if not typed:
            return None
        if self.talk is not None and self.talk.contact is not None and typed == str(self.talk.contact):
            return int(self.talk.contact.pk)
        seen = Contact.objects.kept().visible_to(self.access)
        chosen = id_of(self.data.get("with_whom.id", ""))
        if chosen and seen.filter(pk=chosen).exists():
            return chosen
        found = list(narrowed(seen, typed).order_by("sort_key", "pk")[:20])
        same = [one for one in found if fold(str(one)) == fold(typed)] or found
        if len(same) == 1:
            return int(same[0].pk)
        if same:
            raise forms.ValidationError(
                _("There are several called “%(name)s”. Choose one from the list.") % {"name": typed[:60]}
            )
        raise forms.ValidationError(_("There is no “%(name)s” here.") % {"name": typed[:60]})

    def clean(self) -> dict[str, Any]:
        """It ends after it begins."""
        cleaned: dict[str, Any] = super().clean() or {}
        start, end = cleaned.get("scheduled_from"), cleaned.get("scheduled_till")
        if start and end and end < start:
            self.add_error("scheduled_till", _("It ends before it begins. Enter a later time."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """As the model has them."""
        names = ("kind", "title", "scheduled_from", "scheduled_till", "place", "description", "solution")
        found = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        if "with_whom" in self.cleaned_data:
            pk = self.cleaned_data["with_whom"]
            found["contact"] = Contact.objects.visible_to(self.access).get(pk=pk) if pk else None
        return found

    def seats(self) -> tuple[list[int], list[int]]:
        """Members and contacts who take part."""
        return self.cleaned_data.get("colleagues") or [], self.cleaned_data.get("people") or []


def beside(about: Any, access: Access) -> list[tuple[int, str]]:
    """Others of the same company, who may come along."""
    if about is None or not access.rights.may("contacts.view"):
        return []
    if isinstance(about, Contact):
        firms = Position.objects.filter(contact=about).values("company_id")
    else:
        firms = [about.pk]
    found = Contact.objects.kept().visible_to(access).filter(positions__company_id__in=firms).exclude(pk=_own(about))
    rows = {one.pk: str(one) for one in found.order_by("sort_key", "pk")[:PEOPLE]}
    return list(rows.items())


def _own(about: Any) -> int | None:
    return about.pk if isinstance(about, Contact) else None


def initial_of(talk: Talk, seated: Iterable[Participant]) -> dict[str, Any]:
    """What stands in the form of a talk, with those who take part."""
    names = ("kind", "title", "scheduled_from", "scheduled_till", "place", "description", "solution")
    rows = list(seated)
    return {
        **{name: getattr(talk, name) for name in names},
        "with_whom": str(talk.contact) if talk.contact else "",
        "colleagues": [row.membership_id for row in rows if row.membership_id],
        "people": [row.contact_id for row in rows if row.contact_id],
    }


def next_hour(day: dt.date | None = None) -> dict[str, dt.datetime]:
    """The usual time: the next whole hour while people work, else nine o'clock of that or the next morning."""
    now = timezone.localtime()
    start = now.replace(minute=0, second=0, microsecond=0) + dt.timedelta(hours=1)
    if day is None and not FIRST_HOUR <= start.hour < LAST_HOUR:
        day = now.date() if now.hour < FIRST_HOUR else now.date() + dt.timedelta(days=1)
    if day is not None and (day != now.date() or start.hour < FIRST_HOUR):
        start = timezone.make_aware(dt.datetime.combine(day, dt.time(9)))
    return {"scheduled_from": start, "scheduled_till": start + dt.timedelta(hours=1)}
