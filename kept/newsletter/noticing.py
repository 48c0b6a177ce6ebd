"""Readers without an account hear of a new version of the notice, each once (A1)."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef

from kept.identity.models import User
from kept.newsletter.models import Subscriber
from kept.policy.keeps import keeps
from kept.privacy.notices.models import NoticeVersion
from kept.privacy.notices.telling import AT_ONCE, post
from kept.tenancy.opening import system


def untold(version: NoticeVersion) -> Any:
    """Readers who read before it was published and were not told yet; users are told as users."""
    users = User.objects.filter(email=OuterRef("email"), is_active=True)
    reading = Subscriber.objects.filter(withdrawn_at=None, stopped_at=None, joined_at__lte=version.published_at)
    return reading.filter(~Exists(users), notice_told__lt=version.number).order_by("pk")


@keeps("A1")
def tell_readers(version: NoticeVersion) -> int:
    """Tell them, in small transactions. Returns how many were told now."""
    told = 0
    while True:
        with system("notices.tell", purpose="A1"):
            people = list(untold(version).select_for_update(skip_locked=True, of=("self",))[:AT_ONCE])
            for reader in people:
                told += post(version, to=reader.email, language=reader.language)
            Subscriber.objects.filter(pk__in=[one.pk for one in people]).update(notice_told=version.number)
        if not people:
            return told
