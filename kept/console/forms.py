"""The forms of staff: whom to hire, and as what."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kept.grants.staff import StaffRole
from kept.identity.models import User
from kept.identity.user import normal_email


class RolesForm(forms.Form):
    """Roles, and why."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=StaffRole.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one role.")},
    )
    reason = forms.CharField(
        label=_("Why"), max_length=300, required=False, help_text=_("What they need it for. It stays in the story.")
    )


class HireForm(RolesForm):
    """A user of the service becomes one of the operator's people."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("The address they sign in with."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    field_order = ["email", "roles", "reason"]
    user: User | None = None

    def clean_email(self) -> str:
        """The address of somebody who can sign in."""
        email = normal_email(self.cleaned_data["email"])
        self.user = User.objects.filter(email=email, is_active=True).first()
        if self.user is None:
            raise forms.ValidationError(_("Nobody signs in with this address. Have them sign up first."))
        return email
