"""The forms of a desk: entering a request by hand, and what each act must say."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kept.policy import clock
from kept.privacy.requests.reasons import EXTENSIONS, Reason, refusals_for
from kept.privacy.requests.request import Channel, DataSubjectRequest
from kept.privacy.requests.states import Act
from kept.privacy.requests.wishes import Wish, wishes_of

LONGEST = 4000


def _words(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def _language() -> str:
    return (get_language() or "en")[:2]


class EnterForm(forms.Form):
    """A request that came by mail, phone, letter or in person."""

    wish = forms.ChoiceField(label=_("What is asked"))
    channel = forms.ChoiceField(label=_("How it came"), choices=[one for one in Channel.choices if one[0] != "portal"])
    received_on = forms.DateField(
        label=_("When it came"),
        help_text=_("The term is counted from this day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    name = forms.CharField(label=_("Who asks"), max_length=160, required=False)
    email = forms.EmailField(
        label=_("E-mail, if we hold one"),
        max_length=254,
        required=False,
        help_text=_("Letters go there. Without one they are printed."),
    )
    language = forms.ChoiceField(label=_("Language of the letters"), choices=settings.LANGUAGES)
    words = _words(_("In the person’s words"), required=False)
    identified_by = forms.CharField(
        label=_("How we know who asks"),
        max_length=120,
        required=False,
        help_text=_("Leave it empty, and a letter asks the address."),
    )

    def __init__(self, *args: Any, instance_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wishes = {wish.code: wish for wish in wishes_of(instance_id)}
        wish: Any = self.fields["wish"]
        wish.choices = [(code, one.label.in_(_language())) for code, one in self.wishes.items()]
        self.fields["received_on"].initial = clock.today
        self.fields["language"].initial = _language()

    def clean_received_on(self) -> Any:
        """No request comes from the future, none is older than the general limitation."""
        day, today = self.cleaned_data["received_on"], clock.today()
        if day > today:
            raise ValidationError(_("This day has not come yet."))
        if (today - day).days > 3 * 366:
            raise ValidationError(_("This was too long ago."))
        return day

    def clean(self) -> dict[str, Any]:
        """Somebody must be known, by an address or by a name."""
        data = super().clean() or self.cleaned_data
        if not data.get("email") and not data.get("name") and "email" not in self.errors:
            self.add_error("name", _("A name or an e-mail is needed."))
        return data

    def chosen(self) -> Wish:
        """The wish of a valid form."""
        return self.wishes[self.cleaned_data["wish"]]


class ActForm(forms.Form):
    """What an act must say: a reason of the law where there is one, and words."""

    def __init__(self, *args: Any, one: DataSubjectRequest, act: str, people: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if act == Act.REFUSE:
            self.fields["code"] = _reasons(refusals_for(one.right, one.purpose))
        if act == Act.EXTEND:
            self.fields["code"] = _reasons(EXTENSIONS)
        if act == "responsible":
            choices = [("", _("nobody")), *((str(key), name) for key, name in people.items())]
            self.fields["who"] = forms.ChoiceField(label=_("Responsible"), choices=choices, required=False)
        elif act in WORDS:
            label, help_text, required = WORDS[act]
            self.fields["words"] = _words(label, required=required, help_text=help_text)

    @property
    def words(self) -> str:
        """What was written, of a valid form."""
        return str(self.cleaned_data.get("words", ""))


READ_BY_PERSON = _("The person reads this.")
WORDS: dict[str, tuple[Any, Any, bool]] = {
    Act.VERIFY: (_("How do we know who asks?"), _("What was checked, not what it said."), True),
    Act.ASK_MORE: (_("What do we ask?"), READ_BY_PERSON, True),
    Act.GO_ON: (_("What did the person answer?"), "", True),
    Act.EXTEND: (_("Why does it take longer?"), READ_BY_PERSON, True),
    Act.ANSWER: (_("Words to the answer"), READ_BY_PERSON, False),
    Act.REFUSE: (_("Why, in plain words"), READ_BY_PERSON, True),
    Act.WITHDRAW: (_("How did the person take it back?"), "", False),
    Act.APPEAL: (_("What is the person not content with?"), "", True),
    "lift": (_("Why is it lifted?"), READ_BY_PERSON, True),
    "note": (_("Note"), _("Only the desk reads this."), True),
}


def _reasons(known: tuple[Reason, ...]) -> forms.ChoiceField:
    choices = [(one.code, f"{one.text.in_(_language())} GDPR, {one.article}") for one in known]
    return forms.ChoiceField(label=_("Reason of the law"), choices=choices, widget=forms.RadioSelect)
