"""Live figures of U3: everybody is told in time, and marketing has no say in it."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from kept.console.announcing.models import Announcement, Telling
from kept.console.announcing.telling import MARKETING, untold
from kept.policy import clock
from kept.policy.keeps import Figure, evidence

HOUR = timedelta(hours=1)
LATELY = timedelta(days=365)


@evidence("U3")
def everybody_is_told() -> Figure:
    """Users who should have been written to an hour ago and were not."""
    now = clock.now()
    sent = Announcement.objects.filter(by_mail=True, withdrawn_at=None, published_at__gte=now - LATELY)
    late = sum(untold(one).count() for one in sent.filter(published_at__lt=now - HOUR, told_at=None))
    return Figure(_("Users still to be told of an announcement of over an hour ago"), str(late), late == 0)


@evidence("U3")
def marketing_has_no_say() -> Figure:
    """Announcements that used an address under a purpose of marketing."""
    mixed = Telling.objects.filter(purpose__in=MARKETING, at__gte=clock.now() - LATELY).count()
    told = Telling.objects.filter(what=Telling.SENT, at__gte=clock.now() - LATELY).count()
    return Figure(
        _("Letters of announcements in a year, and under a purpose of marketing"), f"{told}, {mixed}", mixed == 0
    )
