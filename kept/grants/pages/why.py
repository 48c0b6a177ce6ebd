"""What can this person see, and why: the question of every administrator, answered in sentences (D3)."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from kept.grants.records import GuardedModel
from kept.grants.why import noun_of, sights, why_sees
from kept.identity.models import Membership
from kept.policy.doors import allow
from kept.policy.keeps import keeps
from kept.web.pages import page

ADDRESS = re.compile(r"(?P<noun>[a-z]+)/(?P<id>\d{1,18})")


class WhyForm(forms.Form):
    """Which record, and perhaps whom it is about."""

    record = forms.CharField(
        label=_("Which record"), help_text=_("Its address, such as contacts/12; copy it from the page of the record.")
    )
    member: Any = forms.ModelChoiceField(label=_("Who"), queryset=None, required=False, empty_label=_("everybody"))

    def __init__(self, *args: Any, access: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access = access
        who: Any = self.fields["member"]
        who.queryset = Membership.objects.filter(left_at=None).order_by("full_name")

    def clean_record(self) -> Any:
        """The record, if the one who asks may see it; to them another one does not exist."""
        found = ADDRESS.search(self.cleaned_data["record"])
        model = models().get(found["noun"]) if found else None
        record = model.objects.visible_to(self.access).filter(pk=int(found["id"])).first() if model and found else None
        if record is None:
            raise forms.ValidationError(_("There is no such record. Copy the address from its page."))
        return record


def models() -> dict[str, Any]:
    """The kinds of records that stand under security levels, by the noun in their address."""
    return {noun_of(model): model for model in apps.get_models() if issubclass(model, GuardedModel)}


@allow("members.manage")
@keeps("D3")
def why(request: HttpRequest) -> HttpResponse:
    """Answer for one member, or for all."""
    access = request.access  # type: ignore[attr-defined]
    form = WhyForm(request.GET or None, access=access)
    answers = []
    if form.is_valid():
        record, member = form.cleaned_data["record"], form.cleaned_data["member"]
        answers = [why_sees(member, record)] if member else sights(record)
    context = {"form": form, "answers": answers, "home": f"{request.instance.url}members/"}  # type: ignore[attr-defined]
    return page(request, "grants/why.html", context, status=422 if form.errors else 200)
