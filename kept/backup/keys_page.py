"""The operator's page of keys: names and ages, never a key; what hangs on the root, its copy, and a new one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.identity.again import again
from kept.outside import jobs, keys_rotating
from kept.outside.keys_figures import figures
from kept.outside.keys_roots import WrongRootKey
from kept.policy.doors import allow
from kept.policy.keeps import keeps
from kept.web.pages import done, page


class WordForm(forms.Form):
    """The end of the copy."""

    word = forms.CharField(
        label=gettext_lazy("The last eight characters of your copy"), max_length=8, min_length=8,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip

    def clean_word(self) -> str:
        """Compared, and never said back."""
        try:
            right = keys_rotating.confirm(self.cleaned_data["word"])
        except WrongRootKey as lost:
            raise forms.ValidationError(str(lost)) from lost
        if not right:
            raise forms.ValidationError(_("That is not the end of this key."))
        return ""


@allow("staff.status")
def overview(request: HttpRequest) -> HttpResponse:
    """Where it stands."""
    found = figures()
    context = {"now": found, "kinds": [(_(title), number, others) for title, number, others in found.kinds]}
    return page(request, "backup/keys.html", context)


@allow("staff.status")
@again(second=True)
@keeps("D2")
def confirm(request: HttpRequest) -> HttpResponse:
    """There is a copy, and this is its end."""
    form = WordForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return done(request, _home(), _("Confirmed: there is a copy."))
    says = _("Look at the copy, not at this machine: whoever can type its end has it.")
    return page(request, "backup/keys_ask.html", _asked(form, _("Is there a copy?"), says, _("Confirm"), request))


@allow("staff.status")
@again(second=True)
@keeps("D2")
def rotate(request: HttpRequest) -> HttpResponse:
    """A new key, made by the worker while everybody works on."""
    if request.method == "POST":
        jobs.rotate.defer()
        return done(request, _home(), _("The new key is being made. This page shows when it is there."))
    says = _(
        "Everybody works on meanwhile. When it is done, copy the new key and confirm it; keep the old copy until then."
    )
    return page(request, "backup/keys_ask.html", _asked("", _("A new key?"), says, _("Make a new key"), request))


def _asked(form: Any, title: str, says: str, verb: str, request: HttpRequest) -> dict[str, Any]:
    return {"form": form, "title": title, "says": says, "verb": verb, "action": request.path, "back_url": _home()}


def _home() -> str:
    return reverse("keys_operator:overview")
