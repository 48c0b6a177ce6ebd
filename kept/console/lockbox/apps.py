"""The lockbox as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LockboxConfig(AppConfig):
    """The one door of the operator's staff into an instance, and the customer opens it."""

    name = "kept.console.lockbox"
    label = "lockbox"

    def ready(self) -> None:
        """Stand in both rails, and hand its fences to the database."""
        from kept.console.lockbox import boxes, policies  # noqa: F401  functions and policies
        from kept.web import rooms

        rooms.privacy("lockbox_instance:list", _("Lockbox"), "key", "privacy.manage", place=80)
        rooms.operator("lockbox_operator:list", _("Lockbox"), "key", "staff.lockbox", group=_("Service"), place=60)
