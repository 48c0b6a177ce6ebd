"""Versions of the notice: what changed, who was told, who accepted."""

from __future__ import annotations

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Versions of the notice as a Django application."""

    name = "kept.privacy.notices"
    label = "notices"
