"""Hiring: one of the cast becomes a member of the operator's staff."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from kept.grants.staff import Staff
from kept.grants.undertaking import sign
from kept.tenancy.opening import system
from tests.cast import World
from tests.walk import signed_in


def hire(world: World, name: str, *roles: str, undertaken: bool = True, second: bool = True) -> Client:
    """Make one of the cast a member of staff who has done all that stands before the rooms, and sign them in."""
    with system("tests"):
        user = world.ours.members[name].user
        staff = Staff.objects.create(user_id=user.pk, roles=list(roles))
        if second and not Authenticator.objects.filter(user_id=user.pk).exists():
            TOTP.activate(user, generate_totp_secret())
        if undertaken:
            sign(staff)
    return signed_in(world.ours, name)
