"""The noun as a Django application."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "kept.crm.contacts"
    label = "contacts"

    def ready(self) -> None:
        """Tell the fences which indexes the lists are sorted by."""
        from kept.crm.contacts import sorting
        from kept.tenancy import functions

        functions.EXTRAS.append(sorting.indexes)
