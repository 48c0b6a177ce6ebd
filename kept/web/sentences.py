"""What forms say when something is wrong, in our own words: what to write, with an example. Set once, for all forms.

Django puts together the sentences of a field from its class and all classes before it, when the field is made; whoever
says something better for one field says it there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

Sentences = dict[str, Any]

CHOOSE: Any = _("Choose one from the list.")
NUMBER: Any = _("Write a number, such as 12.5.")
DAY: Any = _("Write a day, such as 2026-11-26.")
ADDRESS: Any = _("Write a whole address, such as https://example.com.")
EMAIL: Any = _("Write a whole e-mail address, such as name@example.com.")

OF_FIELDS: dict[type[forms.Field], Sentences] = {
    forms.Field: {"required": _("This is needed. Fill it in.")},
    forms.BooleanField: {"required": _("Tick this to go on.")},
    forms.ChoiceField: {"required": _("Choose one."), "invalid_choice": CHOOSE},
    forms.MultipleChoiceField: {
        "required": _("Choose at least one."), "invalid_choice": CHOOSE, "invalid_list": _("Choose from the list."),
    },
    forms.ModelChoiceField: {"required": _("Choose one."), "invalid_choice": CHOOSE},
    forms.ModelMultipleChoiceField: {"required": _("Choose at least one."), "invalid_choice": CHOOSE},
    forms.IntegerField: {"invalid": _("Write a whole number, such as 12.")},
    forms.FloatField: {"invalid": NUMBER},
    forms.DecimalField: {"invalid": NUMBER},
    forms.DateField: {"invalid": DAY},
    forms.TimeField: {"invalid": _("Write a time, such as 14:30.")},
    forms.DateTimeField: {"invalid": _("Write a day and a time, such as 2026-11-26 9:30.")},
    forms.URLField: {"invalid": ADDRESS},
    forms.FileField: {
        "required": _("Choose a file."), "missing": _("Choose a file."), "empty": _("This file is empty. Choose another."),
        "invalid": _("The file did not arrive. Send it again."),
    },
    forms.ImageField: {"invalid_image": _("This is no image that can be read. Choose another.")},
}  # fmt: skip

OF_VALIDATORS: dict[type[Any], Any] = {
    validators.EmailValidator: EMAIL,
    validators.URLValidator: ADDRESS,
    validators.MaxLengthValidator: ngettext_lazy(
        "At most %(limit_value)d character; this has %(show_value)d.",
        "At most %(limit_value)d characters; this has %(show_value)d.",
        "limit_value",
    ),
    validators.MinLengthValidator: ngettext_lazy(
        "At least %(limit_value)d character; this has %(show_value)d.",
        "At least %(limit_value)d characters; this has %(show_value)d.",
        "limit_value",
    ),
    validators.MaxValueValidator: _("At most %(limit_value)s."),
    validators.MinValueValidator: _("At least %(limit_value)s."),
    validators.ProhibitNullCharactersValidator: _("This holds a character that no text can keep. Type it again."),
    validators.RegexValidator: _("This is not written as it has to be."),
}


def speak() -> None:
    """Have all forms say these."""
    for field, sentences in OF_FIELDS.items():
        field.default_error_messages = {**field.__dict__.get("default_error_messages", {}), **sentences}
    for validator, sentence in OF_VALIDATORS.items():
        validator.message = sentence
    validators.validate_email.message = EMAIL
