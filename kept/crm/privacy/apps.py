"""The instance's privacy pages as a Django application. No models: they show what the others declare."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from kept.policy.doors import MEMBER
from kept.web import rooms


class CrmPrivacyConfig(AppConfig):
    name = "kept.crm.privacy"
    label = "crm_privacy"

    def ready(self) -> None:
        """The first and the last tab of the privacy pages, and the kinds that periods can be set for."""
        rooms.privacy("instance_privacy:overview", _("Overview"), "mark", MEMBER, place=0)
        from kept.crm.privacy import periods

        periods.tell_all()
        rooms.privacy("instance_privacy:log", _("Who looked"), "eye", "log.view", place=90)
