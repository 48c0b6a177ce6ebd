"""The operator's door: staff, undertakings, reviews, lockbox, disclosures."""

from __future__ import annotations

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """The operator's door as a Django application."""

    name = "kept.console"
    label = "console"
