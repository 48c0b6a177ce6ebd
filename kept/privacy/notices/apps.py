"""Notices as a Django application: versions, what changed, who was told, who accepted."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kept.web import rooms


class NoticesConfig(AppConfig):
    """Its page stands in the operator's rail."""

    name = "kept.privacy.notices"
    label = "notices"

    def ready(self) -> None:
        """Say where the page is."""
        rooms.operator("notices_operator:desk", _("Notice"), "doc", "staff.notices", group=_("Privacy"), place=50)
