"""Leaving as a Django application."""

from __future__ import annotations

from django.apps import AppConfig


class Config(AppConfig):
    name = "kept.privacy.leaving"
    label = "leaving"

    def ready(self) -> None:
        """Take in what each room says of its rows."""
        from django.utils.module_loading import autodiscover_modules

        from kept.privacy.leaving import checks, numbers, rooms_below, stores  # noqa: F401  what they say, when read

        autodiscover_modules("leaving")
