"""The support desk: correspondents, threads and channels."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """The support desk as a Django application."""

    name = "kept.desk"
    label = "desk"

    def ready(self) -> None:
        """Show the room to the operator's staff, and have its files among the stores."""
        from kept.consent import answerers
        from kept.desk import correspondents, noticing, stores  # noqa: F401  stores register themselves
        from kept.privacy.notices import telling
        from kept.web import rooms

        answerers.guards(correspondents.left_for_an_answer)

        rooms.operator("desk_operator:inbox", _("Support desk"), "chat", "staff.desk", group=_("Service"), place=10)
        if noticing.tell_correspondents not in telling.OTHERS:
            telling.OTHERS.append(noticing.tell_correspondents)
