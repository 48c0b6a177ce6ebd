"""Billing as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kept.web import rooms


class BillingConfig(AppConfig):
    """The accounting documents of the operator."""

    name = "kept.billing"
    label = "billing"

    def ready(self) -> None:
        """Its room."""
        rooms.operator(
            "billing_operator:documents", _("Documents"), "invoice", "staff.billing", group=_("House"), place=70
        )
