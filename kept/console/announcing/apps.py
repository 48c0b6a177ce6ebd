"""Announcements of the service as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kept.web import bell, rooms


class AnnouncingConfig(AppConfig):
    """Its page stands in the operator's rail, its bell in the bar of every instance."""

    name = "kept.console.announcing"
    label = "announcing"

    def ready(self) -> None:
        """Say where the pages are, and hang up the bell."""
        from kept.console.announcing.unread import unread

        rooms.operator(
            "operator:announcing:list", _("Announcements"), "bell", "staff.announce", group=_("Service"), place=16
        )
        bell.hang(unread, "console:news")
