"""Hiring: one of the cast becomes a member of the operator's staff."""

from __future__ import annotations

from django.test import Client

from kept.grants.staff import Staff
from kept.tenancy.opening import system
from tests.cast import World
from tests.walk import signed_in


def hire(world: World, name: str, *roles: str, undertaken: bool = True) -> Client:
    """Make one of the cast a member of staff, and sign them in."""
    with system("tests"):
        staff = Staff.objects.create(user_id=world.ours.members[name].user_id, roles=list(roles))
        if undertaken:
            Staff.objects.filter(pk=staff.pk).update(undertaken_at="2026-01-01T00:00Z", undertaking="x")
    return signed_in(world.ours, name)
