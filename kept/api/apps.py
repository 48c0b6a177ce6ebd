"""The API as a Django application."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "kept.api"
    label = "api"

    def ready(self) -> None:
        """Tell the fences which function the API's lock needs."""
        from kept.api import knock
        from kept.tenancy import functions

        functions.EXTRAS.append(knock.functions)
