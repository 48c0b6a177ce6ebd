"""The form of the newsletter asks for an e-mail, and for nothing else (C3); that of an issue, for words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kept.identity.address import EmailAddress
from kept.newsletter.models import Issue
from kept.policy.keeps import keeps


@keeps("C3")
class SignUpForm(forms.Form):
    """An address, in the register's form "newsletter"."""

    email = EmailAddress(help_text=_("We send one mail there, to ask you again."))


class IssueForm(forms.ModelForm):  # type: ignore[type-arg]
    """An issue as it is written."""

    class Meta:
        model = Issue
        fields = ("subject", "text", "audience", "language", "per_minute")
        help_texts = {
            "text": _("An empty line begins a paragraph. # heading, - list, **strong**, [words](https://address)."),
            "language": _("It goes to those who read in this language."),
            "per_minute": _("Slow is kind: mail servers refuse those who pour."),
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 18, "spellcheck": "true"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["per_minute"].widget.attrs.update(min=1, max=1000)

    def clean_per_minute(self) -> int:
        """Within reason."""
        number: int = self.cleaned_data["per_minute"]
        if not 1 <= number <= 1000:
            raise forms.ValidationError(_("From 1 to 1000 a minute."))
        return number
