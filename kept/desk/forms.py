"""Forms of the desk. Those for strangers ask for what the register says, and for nothing else (C2, C8)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from kept.desk import numbers
from kept.desk.models import Correspondent, Idea
from kept.desk.models.people import WAYS
from kept.identity.address import EmailAddress
from kept.identity.user import normal_email
from kept.policy.keeps import keeps
from kept.policy.terms import Channel

CHANNELS = [(one.code, one.text) for one in Channel]
WAY_LABELS = {
    "email": _("E-mail"),
    "telephone": _("Phone"),
    "skype_name": _("Skype name"),
    "profile_url": _("Address of a profile"),
    "postal_address": _("Postal address"),
}


def telephone(text: str) -> str:
    """A number that can be called, as it is written internationally. Raises ValidationError."""
    written = numbers.international(text)
    if not written:
        raise ValidationError(_("Write the number with its country, such as +420 777 123 456."))
    return written


@keeps("C2")
class CallBackForm(forms.Form):
    """Initials and a number, in the register's form "call-back"."""

    initials = forms.CharField(
        label=_("Initials"),
        help_text=_("So that we know whom to ask for, such as J. N."),
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    telephone = forms.CharField(
        label=_("Phone"),
        help_text=_("With its country, such as +420 777 123 456."),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )

    def clean_telephone(self) -> str:
        return telephone(self.cleaned_data["telephone"])


@keeps("C8")
class ContactForm(forms.Form):
    """An address and a message, in the register's form "contact"."""

    email = EmailAddress(help_text=_("We answer there."))
    message = forms.CharField(label=_("Message"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 8}))


@keeps("C8", "U5")
class ChatForm(forms.Form):
    """What it is about; a name and an address only if they like, in the register's form "chat"."""

    message = forms.CharField(
        label=_("What can we do for you?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    name = forms.CharField(
        label=_("Your name"),
        help_text=_("Only if you like."),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = EmailAddress(
        help_text=_("Only if you want the answer there should you have to leave. For nothing else."), required=False
    )


class LineForm(forms.Form):
    """One line of a chat: Enter sends it."""

    text = forms.CharField(
        label=_("Your message"), max_length=4000, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


@keeps("U5")
class LeaveEmailForm(forms.Form):
    """An address, left at the end of a chat or during it."""

    email = EmailAddress(help_text=_("We go on there with this talk, and use it for nothing else."))


@keeps("C8", "U5")
class SuggestionForm(forms.Form):
    """An idea in their own words and an address, in the register's form "idea"."""

    idea = forms.CharField(
        label=_("Your idea"),
        help_text=_("What should be different, and what for?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    email = EmailAddress(help_text=_("We tell you there what becomes of it. You can stop that at any time."))


class SayForm(forms.Form):
    """What is answered, noted, or was said."""

    text = forms.CharField(label=_("Text"), max_length=50_000, widget=forms.Textarea(attrs={"rows": 6}))


class WayForm(forms.Form):
    """One more way to a correspondent."""

    way = forms.ChoiceField(label=_("Kind"), choices=list(WAY_LABELS.items()), initial="telephone")
    value = forms.CharField(label=_("It is"), max_length=300)

    def clean(self) -> dict[str, Any]:
        """The way must fit its kind."""
        data = super().clean() or self.cleaned_data
        if data.get("value") and data.get("way"):
            try:
                data["value"] = checked(data["way"], data["value"])
            except ValidationError as wrong:
                self.add_error("value", wrong)
        return data


class NewForm(WayForm):
    """A contact by a channel that we do not hear ourselves, written down by hand (C8)."""

    channel = forms.ChoiceField(label=_("They came by"), choices=CHANNELS, initial=Channel.TELEPHONE.code)
    subject = forms.CharField(label=_("About"), max_length=200, required=False)
    text = forms.CharField(label=_("What they said"), max_length=50_000, widget=forms.Textarea(attrs={"rows": 6}))


class NameForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a correspondent is called, and in which language they are answered."""

    language = forms.ChoiceField(label=_("Language"), choices=[("en", _("English")), ("cs", _("Czech"))])

    class Meta:
        model = Correspondent
        fields = ("first_name", "last_name", "language")


class PhotoForm(forms.Form):
    """A photograph that they left."""

    photo = forms.FileField(label=_("Photograph"), help_text=_("PNG, JPEG or WebP, at most 5 MB."))


def checked(way: str, value: str) -> str:
    """A way to somebody, as it may be kept. Raises ValidationError."""
    value = value.strip()
    if way not in WAYS:
        raise ValidationError(_("Choose one of the kinds."))
    if way == "email":
        validate_email(normal_email(value))
        return normal_email(value)[:254]
    if way == "telephone":
        if len(value) > 40:
            raise ValidationError(_("This is too long."))
        return telephone(value)
    if way == "profile_url":
        return forms.URLField(assume_scheme="https", max_length=300).clean(value)  # type: ignore[no-any-return]
    if way == "skype_name" and len(value) > 80:
        raise ValidationError(_("This is too long."))
    return value


class IdeaForm(forms.ModelForm):  # type: ignore[type-arg]
    """An idea in our own words."""

    class Meta:
        model = Idea
        fields = ("title", "summary", "language")
        help_texts = {"title": _("In our own words. It is published: name nobody.")}
        widgets = {"summary": forms.Textarea(attrs={"rows": 5})}


class MoveForm(forms.Form):
    """What became of an idea, and what its owners and everybody may read of it."""

    state = forms.ChoiceField(label=_("What becomes of it"), choices=Idea.State.choices)
    words = forms.CharField(
        label=_("Why"),
        help_text=_("Its owners read it in a letter, everybody on the page."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
