"""Reviews of staff access as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kept.web import rooms


class ReviewingConfig(AppConfig):
    """Its page stands in the operator's rail."""

    name = "kept.console.reviewing"
    label = "reviewing"

    def ready(self) -> None:
        """Say where the page is."""
        rooms.operator("operator:reviewing:list", _("Access review"), "eye", "staff.review", group=_("Staff"), place=82)
