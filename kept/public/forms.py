"""The form of sign-up: three things about a person, a name for the instance, and a password (C1)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kept.identity.forms import PASSWORD_HELP
from kept.identity.user import User, normal_email
from kept.policy.keeps import keeps


class InstanceName(forms.Form):
    """What another instance is to be called."""

    instance_name = forms.CharField(
        label=_("Name of the instance"),
        help_text=_("What your colleagues will see, most often the company."),
        min_length=2,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )


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


@keeps("C1")
class SignUpForm(InstanceName, NewPerson):
    """E-mail, name, surname, and nothing more of a person."""

    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("Your login. We send one mail to check it is yours."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    field_order = ["email", "first_name", "last_name", "instance_name", "password"]

    def clean_email(self) -> str:
        """The address as it identifies a person."""
        return normal_email(self.cleaned_data["email"])
