"""Legal disclosures as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kept.web import rooms


class DisclosingConfig(AppConfig):
    """Its page stands in the operator's rail."""

    name = "kept.console.disclosing"
    label = "disclosing"

    def ready(self) -> None:
        """Say where the page is, and what must not be told while an order forbids it."""
        from kept.console.disclosing import stores
        from kept.outside import disclosures

        rooms.operator(
            "operator:disclosing:list",
            _("Legal disclosures"),
            "flag",
            "staff.disclosures",
            group=_("Privacy"),
            place=45,
        )
        disclosures.withholds(stores.withheld)
