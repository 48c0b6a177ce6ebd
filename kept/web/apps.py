"""The kit of pages as a Django application. It has no models."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "kept.web"
    label = "web"

    def ready(self) -> None:
        """Forms speak our words."""
        from kept.web import sentences

        sentences.speak()
