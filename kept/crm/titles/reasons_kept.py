"""The reasons that an instance works with: named, with their legal basis, their usual length and what they cover."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kept.consent.bases import Basis
from kept.consent.models import InstancePurpose
from kept.crm.fields.tabs import tabs
from kept.crm.nouns.pages.dossier import slug_of
from kept.crm.titles.models import LegalTitleTemplate
from kept.policy.doors import allow
from kept.web.pages import done, page


class ReasonForm(forms.Form):
    """A reason in general, of nobody in particular."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=120, error_messages={"required": gettext_lazy("Give it a name.")}
    )
    basis = forms.ChoiceField(label=gettext_lazy("Legal basis"), choices=Basis.choices)
    months = forms.IntegerField(
        label=gettext_lazy("Usual length in months"),
        min_value=0,
        max_value=1200,
        help_text=gettext_lazy("0: no end is set."),
        error_messages={
            "required": gettext_lazy("Enter a number of months."),
            "invalid": gettext_lazy("Enter a number."),
        },
    )
    covers = forms.ChoiceField(
        label=gettext_lazy("What it covers"),
        choices=[
            ("", gettext_lazy("everything")),
            ("work", gettext_lazy("all but private facts: those are then not asked")),
        ],
        required=False,
    )
    purpose = forms.TypedChoiceField(
        label=gettext_lazy("For which purpose"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy("Who has this reason may be contacted for it. Purposes stand among the privacy pages."),
    )
    text = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any, reason: LegalTitleTemplate) -> None:
        initial = {name: getattr(reason, name) for name in ("name", "basis", "months", "text")}
        initial["covers"] = "work" if reason.covers and not reason.covers.get("private") else ""
        initial["purpose"] = reason.purpose_id
        super().__init__(data, initial=initial)
        self.reason = reason
        served = InstancePurpose.objects.filter(retired_at=None).order_by("name").values_list("pk", "name")
        self.fields["purpose"].choices = [("", _("none in particular")), *served]  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """No two of one name."""
        name = str(self.cleaned_data["name"]).strip()
        if LegalTitleTemplate.objects.filter(name=name).exclude(pk=self.reason.pk).exists():
            raise forms.ValidationError(_("There is a reason of this name already."))
        return name

    def keep(self) -> None:
        """Save what was typed."""
        for name in ("name", "basis", "months", "text"):
            setattr(self.reason, name, self.cleaned_data[name])
        self.reason.purpose_id = self.cleaned_data["purpose"]
        self.reason.covers = {"work": True, "private": False} if self.cleaned_data["covers"] else {}
        self.reason.save()


@allow("fields.manage")
def home(request: HttpRequest) -> HttpResponse:
    """All reasons: those in use, and those retired."""
    rows = list(LegalTitleTemplate.objects.order_by("retired_at", "name"))
    context = {
        "used": [row for row in rows if row.retired_at is None],
        "retired": [row for row in rows if row.retired_at is not None],
        "slug": slug_of(request),
        "tabs": tabs(request, "reasons"),
    }
    return page(request, "titles/reasons.html", context)


@allow("fields.manage")
def keep(request: HttpRequest, id: int | None = None) -> HttpResponse:
    """A new reason, or one to change. What is on record for people already keeps its own days."""
    reason = found_or_404(id) if id else LegalTitleTemplate.fresh(basis=Basis.CONTRACT, months=12)
    form = ReasonForm(request.POST or None, reason)
    if form.is_bound and form.is_valid():
        form.keep()
        return done(request, _home(request), _("Reason kept."))
    title = _("Change the reason") if id else _("A new reason")
    context = {"title": title, "form": form, "action": request.path, "back_url": _home(request), "verb": _("Keep")}
    return page(request, "nouns/ask.html", context)


@allow("fields.manage")
@require_POST
def retire(request: HttpRequest, id: int) -> HttpResponse:
    """Offer it no more, or again with `on=no`; where it is on record it stays."""
    reason = found_or_404(id)
    on = request.GET.get("on") != "no"
    reason.retired_at = timezone.now() if on else None
    reason.save(update_fields=["retired_at"])
    undo = f"{request.path}?on=no" if on else request.path
    said = _("“%(name)s” is offered no more.") if on else _("“%(name)s” is offered again.")
    return done(request, _home(request), said % {"name": reason.name}, undo_url=undo)


def found_or_404(id: int) -> LegalTitleTemplate:
    """A reason of the open instance."""
    reason = LegalTitleTemplate.objects.filter(pk=id).first()
    if reason is None:
        raise Http404
    return reason  # type: ignore[no-any-return]


def _home(request: HttpRequest) -> str:
    return reverse("reasons:home", kwargs={"instance": slug_of(request)})


urlpatterns = [
    path("", home, name="home"),
    path("new/", keep, name="new"),
    path("<int:id>/", keep, name="edit"),
    path("<int:id>/retire/", retire, name="retire"),
]
