"""Grants as a Django application."""

from django.apps import AppConfig


class GrantsConfig(AppConfig):
    name = "kept.grants"
    label = "grants"

    def ready(self) -> None:
        """Stand at the gate of jobs."""
        from kept.grants.working import admit
        from kept.tenancy import jobs

        jobs.guard(admit)
