"""Kinds of records by name, for the plan: as a person calls them, else as their model does."""

from __future__ import annotations

from django.apps import apps
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kept.policy.ageing import AGEING
from kept.policy.terms import End

KINDS = {
    "identity.user": _("users"),
    "identity.membership": _("memberships"),
    "identity.invitation": _("invitations"),
    "identity.session": _("sessions"),
    "account.emailaddress": _("e-mail addresses of users"),
    "account.emailconfirmation": _("links to confirm an e-mail"),
    "mfa.authenticator": _("second steps of sign-in"),
    "public.signup": _("sign-ups"),
    "grants.staff": _("staff"),
    "audit.entry": _("lines of the access log"),
    "tenancy.instance": _("data of ended instances"),
    "newsletter.subscriber": _("readers of the newsletter"),
    "newsletter.lastservice": _("days of last service"),
    "newsletter.sending": _("letters of the newsletter"),
    "consent.choice": _("choices of people"),
    "billing.accountingdocument": _("accounting documents"),
}


def kind(label: str) -> str:
    """A kind of records in words."""
    if label in KINDS:
        return str(KINDS[label])
    if label in AGEING:
        return AGEING[label].title.in_(get_language() or "en")
    try:
        return str(apps.get_model(label)._meta.verbose_name_plural)
    except (LookupError, ValueError):
        return label


def end(code: str) -> str:
    """An end in words."""
    return End.of(code).text.in_(get_language() or "en")
