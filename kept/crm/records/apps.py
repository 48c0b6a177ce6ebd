"""What all records share, as a Django application."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "kept.crm.records"
    label = "records"

    def ready(self) -> None:
        """Tell the fences which functions and triggers the tables of records need."""
        from kept.crm.records import finding, tally
        from kept.tenancy import functions

        finding.register_functions()
        functions.EXTRAS.append(tally.triggers)
