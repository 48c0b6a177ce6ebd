"""Imports as a Django application."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "kept.crm.imports"
    label = "imports"

    def ready(self) -> None:
        """Tell the fences what finding duplicates needs."""
        from kept.crm.imports import twins

        twins.register()
