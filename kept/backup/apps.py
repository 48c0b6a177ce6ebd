"""Backups that were restored."""

from __future__ import annotations

from django.apps import AppConfig


class BackupConfig(AppConfig):
    """Backups that were restored as a Django application."""

    name = "kept.backup"
    label = "backup"
