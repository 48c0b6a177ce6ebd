"""Tracking as a Django application."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kept.web import rooms, timing, watched


class TrackingConfig(AppConfig):
    """The request log, the error log, devices and statistics."""

    name = "kept.tracking"
    label = "tracking"

    def ready(self) -> None:
        """Bring our pages to the operator's rail, our numbers to those that end, our health to what is watched."""
        from allauth.account.signals import user_logged_in

        from kept.tracking import ageing, health, strangers, traces

        ageing.register()
        timing.listen(traces.note)
        user_logged_in.connect(strangers.look, dispatch_uid="tracking.strangers")
        watched.component("errors", _("Errors"), health.measure, public=False, place=70)
        for name, label, icon, place in (
            ("requests", _("Requests log"), "list", 76),
            ("errors", _("Errors"), "warn", 77),
            ("statistics", _("Statistics"), "report", 78),
        ):
            rooms.operator(f"tracking_operator:{name}", label, icon, "staff.status", group=_("House"), place=place)
