"""The forms of demands."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kept.identity.user import normal_email
from kept.policy import clock
from kept.policy.terms import LegalReason

LARGEST = 10 * 1024 * 1024  # bytes of one paper


def reasons() -> list[tuple[str, str]]:
    """The reasons of the register; there is no other."""
    return [(one.code, one.text.in_((get_language() or "en")[:2])) for one in LegalReason]


class DemandForm(forms.Form):
    """Who asks what of whom, and on which ground."""

    asker = forms.CharField(
        label=_("Who asks"), max_length=200, help_text=_("The court, authority or organisation, not the official.")
    )
    reference = forms.CharField(label=_("Their reference"), max_length=120)
    received_on = forms.DateField(label=_("Came on"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.ChoiceField(label=_("On which ground"), choices=reasons)
    email = forms.EmailField(
        label=_("E-mail of the person"), max_length=254, help_text=_("One person. A paper about three is entered thrice."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    name = forms.CharField(label=_("Name of the person"), max_length=160, required=False)
    wanted = forms.CharField(label=_("What they want"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    barred_until = forms.DateField(
        label=_("The person may not be told until"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Only where an order says so. When that day is over, they are told by themselves."),
    )  # fmt: skip
    bar_order = forms.CharField(label=_("The order that forbids it"), max_length=300, required=False)

    def clean_received_on(self) -> Any:
        """Not in the future."""
        day = self.cleaned_data["received_on"]
        if day > clock.today():
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        """A bar has an order."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("barred_until") and not said.get("bar_order"):
            self.add_error("bar_order", _("Write which order forbids it: who gave it, under which number."))
        if said.get("bar_order") and not said.get("barred_until"):
            self.add_error("barred_until", _("Until which day?"))
        return said

    def facts(self) -> dict[str, Any]:
        """What a demand is made of. Nothing of the person is looked up at this door: that would stand in their log."""
        return {**self.cleaned_data, "email": normal_email(self.cleaned_data["email"])}


class BarForm(forms.Form):
    """Until when, by which order."""

    barred_until = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}))
    bar_order = forms.CharField(label=_("The order that forbids it"), max_length=300)


class PaperForm(forms.Form):
    """A document that came with it."""

    paper = forms.FileField(label=_("Paper"), help_text=_("It is encrypted before it is kept. 10 MB at most."))

    def clean_paper(self) -> Any:
        """Not too large."""
        paper = self.cleaned_data["paper"]
        if paper.size > LARGEST:
            raise forms.ValidationError(_("This file is too large."))
        return paper
