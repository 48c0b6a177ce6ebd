"""Choices of the people of an instance: its purposes, how many agreed or said no, and addresses that are left alone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kept.consent import suppression
from kept.consent.bases import Basis
from kept.consent.counts import SHOWN, tallies
from kept.consent.models import InstanceChoice, InstancePurpose
from kept.consent.operator_pages import WhoForm
from kept.consent.words import STATES
from kept.policy.doors import allow
from kept.policy.keeps import keeps
from kept.tenancy.models import current_instance_id
from kept.web.pages import done, page

LATEST = 30


class PurposeForm(forms.Form):
    """What an instance wants people's data for."""

    name = forms.CharField(
        label=gettext_lazy("What for"), max_length=120,
        error_messages={"required": gettext_lazy("Say what for, such as “Offers by e-mail”.")},
    )  # fmt: skip
    basis = forms.ChoiceField(label=gettext_lazy("Legal basis"), choices=Basis.choices)
    text = forms.CharField(
        label=gettext_lazy("In the words that people read"), required=False, max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Who agrees, agrees to these words; they are kept with the proof."),
    )  # fmt: skip
    months = forms.IntegerField(
        label=gettext_lazy("A consent lasts, in months"), min_value=0, max_value=1200, initial=24,
        help_text=gettext_lazy("0: no end is set."),
        error_messages={
            "required": gettext_lazy("Enter a number of months."), "invalid": gettext_lazy("Enter a number."),
        },
    )  # fmt: skip
    demands_title = forms.BooleanField(
        label=gettext_lazy("Nobody without a valid reason on record"), required=False,
        help_text=gettext_lazy("Lists, exports and mails for this purpose leave everybody else out."),
    )  # fmt: skip

    def __init__(self, data: Any, purpose: InstancePurpose) -> None:
        super().__init__(data, initial={name: getattr(purpose, name) for name in self.base_fields})
        self.purpose = purpose

    def clean_name(self) -> str:
        """No two of one name."""
        name = str(self.cleaned_data["name"]).replace("\x00", "").strip()
        if InstancePurpose.objects.filter(name=name).exclude(pk=self.purpose.pk).exists():
            raise forms.ValidationError(_("There is a purpose of this name already."))
        return name

    def keep(self) -> None:
        """Save what was typed. The code is made once, of the first name."""
        for name in self.base_fields:
            setattr(self.purpose, name, self.cleaned_data[name])
        self.purpose.code = self.purpose.code or free_code(self.purpose.name)
        self.purpose.save()


def free_code(name: str) -> str:
    """A code that no purpose of this instance has."""
    base = slugify(name)[:34] or "purpose"
    taken = set(InstancePurpose.objects.filter(code__startswith=base).values_list("code", flat=True))
    return next(code for code in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if code not in taken)


@allow("privacy.manage")
@keeps("R7", "R1")
def home(request: HttpRequest) -> HttpResponse:
    """The purposes with their numbers, those in use no more, the latest choices."""
    return _home(request, WhoForm())


def _home(request: HttpRequest, form: WhoForm, said: str = "", email: str = "") -> HttpResponse:
    rows = {row.code: row for row in InstancePurpose.objects.order_by("name")}
    used = [(rows[tally.aim.code], tally) for tally in tallies(current_instance_id(), by_record=True)]
    context = {
        "used": used,
        "retired": [row for row in rows.values() if row.retired_at],
        "heads": [STATES[state] for state in SHOWN],
        "story": InstanceChoice.objects.order_by("-pk")[:LATEST],
        "form": form,
        "said": said,
        "email": email,
        "slug": request.instance.slug,  # type: ignore[attr-defined]
    }
    return page(request, "consent/instance.html", context, status=422 if form.errors else 200)


@allow("privacy.manage")
def keep(request: HttpRequest, id: int | None = None) -> HttpResponse:
    """A new purpose, or one to change. What people agreed to keeps the words that they saw."""
    purpose = _found(id) if id else InstancePurpose.fresh(basis=Basis.CONSENT, months=24)
    form = PurposeForm(request.POST or None, purpose)
    if form.is_bound and form.is_valid():
        form.keep()
        return done(request, _url(request), _("Purpose kept."))
    context = {
        "title": _("Change the purpose") if id else _("A new purpose"),
        "form": form,
        "action": request.path,
        "back_url": _url(request),
        "verb": _("Keep"),
    }
    return page(request, "nouns/ask.html", context, status=422 if form.errors else 200)


@allow("privacy.manage")
@require_POST
def retire(request: HttpRequest, id: int) -> HttpResponse:
    """Use it no more, or again with `on=no`; what people chose stays."""
    purpose = _found(id)
    on = request.GET.get("on") != "no"
    purpose.retired_at = timezone.now() if on else None
    purpose.save(update_fields=["retired_at"])
    undo = f"{request.path}?on=no" if on else request.path
    said = _("“%(name)s” is used no more.") if on else _("“%(name)s” is used again.")
    return done(request, _url(request), said % {"name": purpose.name}, undo_url=undo)


@allow("privacy.manage")
@keeps("L4")
def alone(request: HttpRequest) -> HttpResponse:
    """Whether an address is left alone; leave it alone, or free it when its person agreed anew."""
    form = WhoForm(request.POST or None)
    if not form.is_bound or not form.is_valid():
        return _home(request, form)
    email, here = form.cleaned_data["email"], current_instance_id()
    act = request.POST.get("act", "")
    if act == "stop" and not suppression.suppressed(email, instance_id=here):
        suppression.suppress(email, instance_id=here, because="asked")
    if act == "free":
        suppression.release(email, instance_id=here, because="by a colleague")
    stopped = suppression.suppressed(email, instance_id=here)
    said = _("This address is left alone.") if stopped else _("This address is not on the list.")
    return _home(request, form, said, email if stopped else "")


def _found(id: int) -> InstancePurpose:
    purpose = InstancePurpose.objects.filter(pk=id).first()
    if purpose is None:
        raise Http404
    return purpose  # type: ignore[no-any-return]


def _url(request: HttpRequest) -> str:
    return reverse("consent_instance:home", kwargs={"instance": request.instance.slug})  # type: ignore[attr-defined]
