"""How many mails a no has stopped: numbers a day, of nobody in particular."""

from __future__ import annotations

from django.db.models import F, Sum
from django.utils import timezone

from kept.consent.models import StoppedMail


def count(purpose: str, because: str, *, waited: bool) -> None:
    """One more."""
    row, _new = StoppedMail.objects.get_or_create(
        day=timezone.localdate(), purpose=purpose, because=because[:20], waited=waited
    )
    StoppedMail.objects.filter(pk=row.pk).update(number=F("number") + 1)


def stopped_so_far() -> int:
    """All that were ever stopped."""
    return int(StoppedMail.objects.aggregate(all=Sum("number"))["all"] or 0)
