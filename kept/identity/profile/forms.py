"""What a person may set of themselves."""

from __future__ import annotations

from typing import Any

import phonenumbers
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kept.identity.preferences import zones
from kept.identity.user import User


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """Name, phone, and how pages look and read."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones)
    date_format = forms.ChoiceField(
        label=_("Dates and figures"),
        required=False,
        choices=[
            ("", _("As the language has it")),
            ("en_GB", "31 Dec 2026, 17:30"),
            ("en_US", "Dec 31, 2026, 5:30 PM"),
        ],
        help_text=_("The manner of writing is chosen for English; Czech has one."),
    )
    time_format = forms.ChoiceField(
        label=_("Times of day"),
        required=False,
        choices=[("", _("As the language has it")), ("HH:mm", "17:30"), ("h:mm a", "5:30 PM")],
    )
    week_start = forms.TypedChoiceField(
        label=_("The week begins on"),
        coerce=int,
        choices=[(1, _("Monday")), (7, _("Sunday"))],
        help_text=_("What you promised is put together by these weeks."),
    )
    theme = forms.ChoiceField(
        label=_("Look"), choices=[("auto", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))]
    )
    density = forms.ChoiceField(label=_("Lists"), choices=[("dense", _("Dense")), ("roomy", _("Roomy"))])
    single_keys = forms.BooleanField(
        label=_("Single letters act"),
        required=False,
        help_text=_("N for a new one, E to edit, and so on. Never while you type."),
    )

    class Meta:
        model = User
        fields = (
            "first_name", "last_name", "phone", "language", "time_zone", "date_format", "time_format",
            "week_start", "theme", "density", "single_keys",
        )  # fmt: skip
        help_texts = {"phone": _("If you leave one, our support can call you and knows you when you call.")}
        widgets = {
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "phone": forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
        }

    def clean_phone(self) -> str:
        """The number as it is written internationally. One that cannot be is refused."""
        text: str = self.cleaned_data["phone"].strip()
        if not text:
            return ""
        try:
            number = phonenumbers.parse(text, "CZ")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise forms.ValidationError(_("Write the number with its country, such as +420 777 123 456."))
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)

    def save(self, commit: bool = True) -> Any:
        """Keep it."""
        return super().save(commit)
