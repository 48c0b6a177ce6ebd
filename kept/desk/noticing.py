"""Correspondents hear of a new version of the notice, each once, at the first address they left (A1)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from kept.desk.locked import locked
from kept.desk.models import ContactPoint, Correspondent
from kept.identity.models import User
from kept.policy.keeps import keeps
from kept.privacy.notices.current import version_on
from kept.privacy.notices.models import NoticeVersion
from kept.privacy.notices.telling import AT_ONCE, post
from kept.tenancy.opening import system


def untold(version: NoticeVersion) -> Any:
    """Who left an address before it was published and was not told yet; users are told as users. A lock leaves them
    alone: they are told when it is lifted."""
    left = ContactPoint.objects.filter(correspondent=OuterRef("pk")).exclude(email="")
    users = User.objects.filter(email=OuterRef("email"), is_active=True)
    theirs = left.filter(Exists(users))
    known = Correspondent.objects.filter(
        created_at__lte=version.published_at, notice_told__lt=version.number, user=None
    )
    return known.filter(Exists(left), ~Exists(theirs)).exclude(pk__in=locked()).order_by("pk")


@keeps("A1")
def tell_correspondents(version: NoticeVersion) -> int:
    """Tell them, in small transactions. Returns how many were told now."""
    told = 0
    while True:
        with system("notices.tell", purpose="A1"):
            people = list(untold(version).prefetch_related("contactpoint_set")[:AT_ONCE])
            for them in people:
                told += post(version, to=them.email, language=them.language)
            Correspondent.objects.filter(pk__in=[one.pk for one in people]).update(notice_told=version.number)
        if not people:
            return told


def collected_under(at: datetime) -> int | None:
    """The version of the notice that applied when something was written down; None before the first."""
    found = version_on(at.date())
    return found.number if found else None
