"""How the service does: the watch, the status page, the figures, jobs that failed."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StatusConfig(AppConfig):
    """The watch as a Django application."""

    name = "kept.status"
    label = "status"

    def ready(self) -> None:
        """Bring the parts that everybody has, our pages, and in a process that serves the watch itself."""
        from kept.status import counting, parts, watching
        from kept.web import rooms, timing

        parts.register()
        timing.listen(counting.count)
        rooms.operator("status_operator:desk", _("Status"), "flag", "staff.status", group=_("House"), place=70)
        watching.begin()
