"""The forms of staff: whom to hire, and as what."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kept.grants.staff import StaffRole
from kept.identity.address import EmailAddress
from kept.identity.models import User


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
    """A user of the service becomes one of the operator's people; whoever is none yet is invited by mail."""

    email = EmailAddress(
        help_text=_("The address they sign in with. Who has no login yet gets an invitation."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    field_order = ["email", "roles", "reason"]
    user: User | None = None

    def clean_email(self) -> str:
        """The address, and who signs in with it. Somebody who may sign in no more is not invited anew."""
        email = str(self.cleaned_data["email"])
        known = User.objects.filter(email=email).first()
        if known is not None and not known.is_active:
            raise forms.ValidationError(_("Whoever has this address may not sign in any more."))
        self.user = known
        return email
