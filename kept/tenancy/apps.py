"""Tenancy as a Django application."""

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "kept.tenancy"
    label = "tenancy"

    def ready(self) -> None:
        """Put the log's question on the list of functions, and what keeps rows and instances together; tell how long
        finished jobs stay."""
        from kept.policy.ageing import ages_out
        from kept.policy.period import Period
        from kept.policy.text import Text
        from kept.tenancy import (
            belonging,
            finished,
            functions,
            looks,  # noqa: F401
        )

        functions.EXTRAS.append(belonging.triggers)
        title = Text("finished jobs: their names and ids", cs="hotové úlohy: jejich jména a čísla")
        ages_out("tenancy.jobs", title, Period(days=finished.DAYS), finished.forget)
