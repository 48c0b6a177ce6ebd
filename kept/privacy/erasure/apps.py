"""Finding, copying, locking and erasing a person, over every store."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ErasureConfig(AppConfig):
    """Knows the stores of every room: `stores.py` in each."""

    name = "kept.privacy.erasure"
    label = "erasure"

    def ready(self) -> None:
        """Take in the stores, lock what is restricted in every query, and stand in both rails."""
        from django.utils.module_loading import autodiscover_modules

        from kept.privacy.erasure import checks, choices, held, memberships, mentions, restricting, rows  # noqa: F401  checks and stores
        from kept.web import rooms

        autodiscover_modules("stores")
        restricting.guard_queries()
        rooms.privacy("erasure_instance:list", _("Erasures"), "trash", "privacy.manage", place=70)
        rooms.operator("erasure_operator:list", _("Erasures"), "trash", "staff.requests", group=_("Privacy"), place=35)
