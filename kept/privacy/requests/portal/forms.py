"""What the portal asks for: the wish, an address that is held already, and words for who likes to give some."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kept.privacy.requests.wishes import Wish, wishes_of

LONGEST = 4000


class AskForm(forms.Form):
    """Nothing is asked for that is not held already. Who is signed in is known, and gives no address."""

    wish = forms.ChoiceField(
        label=_("What do you want?"), widget=forms.RadioSelect, error_messages={"required": _("Choose one.")}
    )
    email = forms.EmailField(
        label=_("Your e-mail"),
        max_length=254,
        help_text=_("The one that you think we know. We send a letter there, to be sure that it is you."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    words = forms.CharField(
        label=_("Anything we should know? (you may leave it empty)"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, instance_id: int, known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wishes = {wish.code: wish for wish in wishes_of(instance_id)}
        language = (get_language() or "en")[:2]
        wish: Any = self.fields["wish"]
        wish.choices = [(code, one.label.in_(language)) for code, one in self.wishes.items()]
        if known:
            del self.fields["email"]

    @property
    def options(self) -> list[dict[str, Any]]:
        """The wishes as the page draws them."""
        language = (get_language() or "en")[:2]
        chosen = self["wish"].value()
        return [
            {
                "code": code,
                "label": one.label.in_(language),
                "help": one.help.in_(language),
                "right": one.right,
                "chosen": code == chosen,
            }
            for code, one in self.wishes.items()
        ]

    def chosen(self) -> Wish:
        """The wish of a valid form."""
        return self.wishes[self.cleaned_data["wish"]]


class CodeForm(forms.Form):
    """The figures from the letter."""

    code = forms.CharField(
        label=_("The code in the letter"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class WordsForm(forms.Form):
    """An answer, or why somebody is not content."""

    words = forms.CharField(label=_("In your words"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))
