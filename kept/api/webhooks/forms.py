"""The forms of webhooks."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from kept.api.webhooks.keeping import MOST
from kept.api.webhooks.models import EVENTS
from kept.outside import calling

EVENT_WORDS = {
    "record.created": _("a record is made"), "record.updated": _("a record is changed"),
    "record.deleted": _("a record is deleted"),
}  # fmt: skip


class WebhookForm(forms.Form):
    """A machine to be told, who runs it, and of what it hears."""

    url = forms.CharField(
        label=_("Address"), max_length=1000, help_text=_("It begins with https://"),
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    recipient = forms.CharField(
        label=_("Who runs it"), max_length=120,
        help_text=_("The firm with which you have a contract about this. The log of hand-overs names it."),
    )  # fmt: skip
    events = forms.MultipleChoiceField(
        label=_("It is told when"), choices=[(name, EVENT_WORDS[name]) for name in EVENTS], initial=list(EVENTS),
        widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Choose at least one.")},
    )  # fmt: skip

    def clean_url(self) -> str:
        """An address that leads outside. One that leads nowhere yet may be set up later: it is judged at each call."""
        url = str(self.cleaned_data["url"])
        try:
            calling.judged(url)
        except calling.Forbidden as why:
            if str(why) != calling.NOWHERE:
                raise ValidationError(
                    _("This address cannot be called. It begins with https://, has no login in it and leads outside.")
                ) from None
        return url


class ContactsForm(forms.Form):
    """Who is told when a machine does not answer."""

    emails = forms.CharField(
        label=_("Who is told when one fails"), required=False, max_length=5000,
        help_text=_("E-mail addresses, a line each."), widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )  # fmt: skip

    def clean_emails(self) -> list[str]:
        """Each an address, and not too many."""
        found: list[str] = self.cleaned_data["emails"].replace(",", " ").replace(";", " ").split()
        if len(found) > MOST:
            raise ValidationError(_("At most %(n)s addresses.") % {"n": MOST})
        for email in found:
            try:
                validate_email(email)
            except ValidationError:
                raise ValidationError(_("“%(text)s” is no e-mail address.") % {"text": email[:80]}) from None
        return found
