"""Publishing an announcement, and taking it back."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kept.console.announcing.models import Announcement
from kept.console.announcing.unread import forget
from kept.policy import clock
from kept.policy.keeps import keeps
from kept.web.refused import Refused


@keeps("U3")
def publish(announcement: Announcement, *, by: int) -> None:
    """From now on it stands behind the bell, and goes by mail if so chosen. Raises Refused when it has gone already."""
    if announcement.published_at:
        raise Refused(_("This announcement is published already."))
    announcement.published_at, announcement.published_by = clock.now(), by
    announcement.save(update_fields=["published_at", "published_by"])
    forget()


def withdraw(announcement: Announcement) -> None:
    """Take it from behind the bell; letters that have not gone stay here."""
    announcement.withdrawn_at = clock.now()
    announcement.save(update_fields=["withdrawn_at"])
    forget()
