"""The forms of people and rights."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kept.grants.matrix import ordered, words_of
from kept.identity.address import EmailAddress
from kept.identity.membership import Membership, Role


class RoleForm(forms.Form):
    """A role."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.FULL)


class InviteForm(RoleForm):
    """Whom to invite, and as what."""

    email = EmailAddress(widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}))
    field_order = ["email", "role"]

    def clean_email(self) -> str:
        """The address, unless its person is here already."""
        email = str(self.cleaned_data["email"])
        if Membership.objects.filter(email=email, left_at=None).exists():
            raise forms.ValidationError(_("This person is here already."))
        return email


def permissions() -> list[tuple[str, Any]]:
    """All permissions in words."""
    return [(one, words_of(one)) for one in ordered()]


class GrantForm(forms.Form):
    """A permission, given or taken."""

    permission = forms.ChoiceField(label=_("Right"), choices=permissions)
    allowed = forms.TypedChoiceField(
        label=_("From now on"),
        choices=[("yes", _("they may")), ("no", _("they may not"))],
        coerce=lambda text: text == "yes",
    )


class NameForm(forms.Form):
    """A name for a group or a level."""

    name = forms.CharField(label=_("Name"), max_length=80, min_length=2)
