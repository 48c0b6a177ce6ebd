"""Imports as a Django application."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "kept.crm.imports"
    label = "imports"

    def ready(self) -> None:
        """Tell the fences what finding duplicates needs, and undo how addresses go."""
        from kept.crm.imports import twins
        from kept.crm.imports.addresses import ADDRESS
        from kept.crm.imports.undoing import undo_addresses
        from kept.crm.nouns.undoing import OF_OTHER_KINDS

        twins.register()
        OF_OTHER_KINDS[ADDRESS] = undo_addresses
