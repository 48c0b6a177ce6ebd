"""Requests of persons: the portal, the desks, clocks, answers."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kept.web import rooms


class RequestsConfig(AppConfig):
    """Requests of persons as a Django application."""

    name = "kept.privacy.requests"
    label = "requests"

    def ready(self) -> None:
        """A room of the operator's, and a tab of an instance's privacy pages; it hears of corrections and refused letters."""
        from kept.identity import names
        from kept.outside import mail
        from kept.privacy.requests import telling

        if telling.corrected not in names.CORRECTED:
            names.CORRECTED.append(telling.corrected)
        if telling.refused not in mail.REFUSED:
            mail.REFUSED.append(telling.refused)
        rooms.operator(
            "requests_operator:list", _("Requests"), "person", "staff.requests", group=_("Privacy"), place=30
        )
        rooms.privacy("requests_instance:list", _("Requests"), "person", "privacy.manage", place=20)
