"""A newcomer: who comes by an invitation, and makes a login with it (C1, U1)."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kept.identity.forms import PASSWORD_HELP
from kept.identity.models import User


class NewPerson(forms.Form):
    """A name and a password; the address is typed or known from elsewhere."""

    first_name = forms.CharField(
        label=pgettext_lazy("of a person", "Name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=_("Surname"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=PASSWORD_HELP,
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.address = email

    def clean(self) -> dict[str, Any]:
        """Refuse weak passwords, also those made of the person's own name."""
        data = super().clean() or self.cleaned_data
        if data.get("password"):
            said = {name: data.get(name, "") for name in ("email", "first_name", "last_name")}
            try:
                validate_password(data["password"], User(**said | ({"email": self.address} if self.address else {})))
            except ValidationError as weak:
                self.add_error("password", weak)
        return data


def make_user(email: str, first_name: str, last_name: str, password: str | None, *, language: str = "en") -> User:
    """A user whose e-mail counts as confirmed: for commands, the demo, and whoever came by an invitation."""
    user = User.objects.create_user(email, password, first_name=first_name, last_name=last_name, language=language)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
