"""An address in a form: asked for in one way wherever somebody gives theirs, and kept as it identifies a person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kept.identity.user import normal_email


class EmailAddress(forms.EmailField):
    """An e-mail address, trimmed and in lower case once it is cleaned; "" where none is needed and none was given."""

    def __init__(self, **options: Any) -> None:
        usual: dict[str, Any] = {
            "label": _("E-mail"),
            "max_length": 254,
            "widget": forms.EmailInput(attrs={"autocomplete": "email"}),
        }
        super().__init__(**usual | options)

    def clean(self, value: Any) -> str:
        return normal_email(super().clean(value))
