"""Retention: clocks, the plan of what goes when, the daily run, holds, and the periods that instances set."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kept.web import rooms


class RetentionConfig(AppConfig):
    """Retention as a Django application."""

    name = "kept.privacy.retention"
    label = "retention"

    def ready(self) -> None:
        """Its rooms, its check, and the functions that age out what is written once."""
        from kept.privacy.retention import checks, written_once  # noqa: F401

        written_once.register_functions()

        rooms.operator(
            "retention_operator:plan", _("Retention"), "clock", "staff.retention", group=_("Privacy"), place=45
        )
        rooms.privacy("retention_instance:terms", _("Periods"), "clock", "privacy.manage", place=30)
