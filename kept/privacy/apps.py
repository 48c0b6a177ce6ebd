"""The privacy engine: the notice, and what persons may demand."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kept.policy.doors import MEMBER
from kept.web import rooms


class PrivacyConfig(AppConfig):
    """No models yet: the notice is written out of the register."""

    name = "kept.privacy"
    label = "privacy"

    def ready(self) -> None:
        """Have the declarations checked before anything starts, and know every measure: `evidence.py` in any room."""
        from django.utils.module_loading import autodiscover_modules

        from kept.consent import cookies  # noqa: F401  its live figure
        from kept.policy import recipients  # noqa: F401  its live figures
        from kept.privacy import checks  # noqa: F401

        autodiscover_modules("evidence")
        rooms.operator(
            "privacy:record", _("Record of processing"), "table", "staff.notices", group=_("Privacy"), place=55
        )
        rooms.privacy("privacy:map", _("Data map"), "database", MEMBER, place=80)
