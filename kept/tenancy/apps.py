"""Tenancy as a Django application."""

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "kept.tenancy"
    label = "tenancy"

    def ready(self) -> None:
        """Put the log's question on the list of functions."""
        from kept.tenancy import looks  # noqa: F401
