"""The form of an announcement."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kept.console.announcing.models import Announcement


class AnnouncementForm(forms.ModelForm):  # type: ignore[type-arg]
    """An announcement as it is written: always in both languages."""

    class Meta:
        model = Announcement
        fields = ("kind", "title_en", "text_en", "title_cs", "text_cs", "by_mail")
        help_texts = {
            "kind": _("Of what is new people may ask to have no mail; a change and maintenance everybody must know."),
            "text_en": _("An empty line begins a paragraph. # heading, - list, **strong**, [words](https://address)."),
            "by_mail": _("Without it, it only stands behind the bell."),
        }
        widgets = {
            "text_en": forms.Textarea(attrs={"rows": 9, "spellcheck": "true", "lang": "en"}),
            "text_cs": forms.Textarea(attrs={"rows": 9, "spellcheck": "true", "lang": "cs"}),
            "title_cs": forms.TextInput(attrs={"lang": "cs"}),
            "title_en": forms.TextInput(attrs={"lang": "en"}),
        }
