"""Ending as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kept.web import rooms


class EndingConfig(AppConfig):
    """Its room among the operator's, and what a restored ledger means to it."""

    name = "kept.privacy.ending"
    label = "ending"

    def ready(self) -> None:
        from kept.grants import closed
        from kept.privacy.ending import replaying

        replaying.watch()
        closed.stays_open("ending_instance", "leaving_instance", "leaving")
        rooms.operator(
            "ending_operator:list", _("Ending instances"), "archive", "staff.billing", group=_("House"), place=78
        )
