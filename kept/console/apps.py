"""The operator's door: staff, undertakings, reviews, lockbox, disclosures."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kept.web import rooms


class ConsoleConfig(AppConfig):
    """The operator's door as a Django application."""

    name = "kept.console"
    label = "console"

    def ready(self) -> None:
        """Say where the pages are."""
        group = _("Staff")
        rooms.operator("operator:staff:list", _("Staff"), "people", "staff.people", group=group, place=81)
        rooms.operator("operator:log:list", _("Log of our doors"), "history", "staff.log", group=group, place=83)
