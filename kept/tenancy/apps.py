"""Tenancy as a Django application."""

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "kept.tenancy"
    label = "tenancy"

    def ready(self) -> None:
        """Put the log's question on the list of functions, and what keeps rows and instances together."""
        from kept.tenancy import (
            belonging,
            functions,
            looks,  # noqa: F401
        )

        functions.EXTRAS.append(belonging.triggers)
