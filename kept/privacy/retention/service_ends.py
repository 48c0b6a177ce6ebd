"""Since when no service runs for a user: the clock of L1 and L2 for everything that hangs on a person's sign-in.

It is read each night from the memberships of all instances, before anything is ended by it.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from kept.grants.staff import Staff
from kept.identity.models import Membership, User
from kept.policy.keeps import keeps
from kept.tenancy.models import Instance
from kept.tenancy.opening import system

DOOR = "job retention.clocks"
CHUNK = 500


@keeps("L1", "L2")
def note_ends() -> int:
    """Write down since when no service runs for each user, and nothing while one does. Returns how many changed."""
    ends = ends_of_members()
    with system(DOOR, purpose="L1"):
        for user, ended in Staff.objects.values_list("user_id", "ended_at"):
            ends[user] = later(ends[user], ended) if user in ends else ended
        changed: dict[datetime | None, list[int]] = {}
        strangers: list[int] = []
        users = User.objects.filter(forgotten_at=None).values_list("pk", "service_ended_at")
        for pk, known in users.iterator():
            if pk not in ends:
                strangers += [pk] if known is None else []
            elif ends[pk] != known:
                changed.setdefault(ends[pk], []).append(pk)
        for moment, keys in changed.items():
            for start in range(0, len(keys), CHUNK):
                User.objects.filter(pk__in=keys[start : start + CHUNK]).update(service_ended_at=moment)
        for start in range(0, len(strangers), CHUNK):  # whom no instance ever took in: from the day they came
            User.objects.filter(pk__in=strangers[start : start + CHUNK]).update(service_ended_at=F("joined_at"))
    return len(strangers) + sum(len(keys) for keys in changed.values())


def ends_of_members() -> dict[int, datetime | None]:
    """When the last membership of each user ended; None while one runs."""
    ends: dict[int, datetime | None] = {}
    for instance, ended in Instance.objects.order_by("pk").values_list("pk", "ended_at"):
        with system(DOOR, instance, purpose="L1"):
            for user, left in Membership.objects.values_list("user_id", "left_at"):
                mine = min((moment for moment in (left, ended) if moment is not None), default=None)
                ends[user] = later(ends[user], mine) if user in ends else mine
    return ends


def later(one: datetime | None, other: datetime | None) -> datetime | None:
    """The later of two ends; none has come while one of them has not."""
    return max(one, other) if one and other else None
