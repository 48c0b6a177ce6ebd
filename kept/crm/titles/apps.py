"""The noun as a Django application."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "kept.crm.titles"
    label = "titles"

    def ready(self) -> None:
        """Answer what is asked of legal titles."""
        from kept.crm.titles.answering import answer

        answer()
