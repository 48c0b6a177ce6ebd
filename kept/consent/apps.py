"""Consent: may we? Choices, objections, restrictions and suppressions, by person and purpose."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kept.web import rooms


class ConsentConfig(AppConfig):
    """Consent as a Django application."""

    name = "kept.consent"
    label = "consent"

    def ready(self) -> None:
        """Its rooms: the operator's ledger, and a tab of the privacy pages of each instance."""
        rooms.operator("consent_operator:home", _("Choices"), "tick", "staff.consents", group=_("Privacy"), place=40)
        rooms.privacy("consent_instance:home", _("Choices"), "tick", "privacy.manage", place=25)
