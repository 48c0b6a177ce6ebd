"""Backups that were restored."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kept.web import rooms, watched


class BackupConfig(AppConfig):
    """Backups that were restored as a Django application."""

    name = "kept.backup"
    label = "backup"

    def ready(self) -> None:
        """Bring our page to the operator's rail, have the backups watched, and tell whose keys hang on the operator's root."""
        from kept.backup.chains import Days
        from kept.backup.depots.links import way
        from kept.backup.watching import health
        from kept.outside.keys_figures import health as keys_health
        from kept.outside.keys_wrapped import hangs_on_root
        from kept.outside.links import ELSEWHERE

        ELSEWHERE.append(way)
        hangs_on_root("days", Days())
        rooms.operator("backup_operator:overview", _("Backups"), "archive", "staff.backups", group=_("House"), place=75)
        watched.component("backups", _("Backups"), health, place=60, alarmed=False)
        rooms.operator("keys_operator:overview", _("Keys"), "key", "staff.status", group=_("House"), place=76)
        watched.component("keys", _("Keys"), keys_health, public=False, place=61)
