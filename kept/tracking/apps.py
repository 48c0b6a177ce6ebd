"""Tracking as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kept.web import rooms


class TrackingConfig(AppConfig):
    """The request log, the error log, devices and statistics."""

    name = "kept.tracking"
    label = "tracking"

    def ready(self) -> None:
        """Bring our pages to the operator's rail."""
        rooms.operator(
            "tracking_operator:requests", _("Requests log"), "list", "staff.status", group=_("House"), place=76
        )
