"""Names: a person's name and address in their memberships follow those of the person."""

from __future__ import annotations

from typing import Any

from kept.audit.access import Access
from kept.identity.membership import Membership
from kept.identity.mine import instances_of
from kept.identity.user import User
from kept.tenancy.models import Instance
from kept.tenancy.opening import opened, system


def tell_instances(user: User) -> None:
    """Bring name, initials and e-mail up to date wherever the person is a member."""
    with opened(Access(door="names", by="system", user_id=user.pk)):
        slugs = [one.slug for one in instances_of(user.pk)]
    for slug in slugs:
        with system("names", Instance.objects.get(slug=slug).pk):
            Membership.objects.filter(user=user).update(
                full_name=user.full_name, initials=user.initials, email=user.email
            )


def follow(user: Any, **rest: Any) -> None:
    """Called when a person's e-mail was changed and confirmed."""
    tell_instances(user)
