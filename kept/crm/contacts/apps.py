"""The noun as a Django application."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "kept.crm.contacts"
    label = "contacts"

    def ready(self) -> None:
        """Tell the fences which function walks along addresses."""
        from kept.crm.contacts import sorting

        sorting.register()
