"""The form of sign-up: three things about a person, a name for the instance, and a password (C1)."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kept.identity.address import EmailAddress
from kept.identity.joining import NewPerson
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


@keeps("C1")
class SignUpForm(InstanceName, NewPerson):
    """E-mail, name, surname, and nothing more of a person."""

    email = EmailAddress(help_text=_("Your login. We send one mail to check it is yours."))
    field_order = ["email", "first_name", "last_name", "instance_name", "password"]
