"""The noun as a Django application."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "kept.crm.activities"
    label = "activities"

    def ready(self) -> None:
        """Undo how promises made many at once go."""
        from kept.crm.activities.promising_many import MODELS, undo_promises
        from kept.crm.nouns.undoing import OF_OTHER_KINDS

        OF_OTHER_KINDS.update(dict.fromkeys(MODELS, undo_promises))
