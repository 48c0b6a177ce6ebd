"""Names: a person's name and address in their memberships follow those of the person."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from kept.audit.access import Access
from kept.identity.membership import Membership
from kept.identity.mine import instances_of
from kept.identity.user import User
from kept.policy.keeps import keeps
from kept.tenancy.models import Instance
from kept.tenancy.opening import opened, system

Corrected = Callable[[User, frozenset[str], str], None]
CORRECTED: list[Corrected] = []  # who wants to know: the person, the fields that they corrected, their old address


def tell_instances(user: User) -> None:
    """Bring name, initials and e-mail up to date wherever the person is a member."""
    with opened(Access(door="names", by="system", user_id=user.pk)):
        slugs = [one.slug for one in instances_of(user.pk)]
    for slug in slugs:
        with system("names", Instance.objects.get(slug=slug).pk):
            Membership.objects.filter(user=user).update(
                full_name=user.full_name, initials=user.initials, email=user.email
            )


@keeps("R3")
def corrected(user: User, fields: Iterable[str], old_email: str = "") -> None:
    """A person corrected their own data: names follow in their instances, and whoever wants to know is told."""
    tell_instances(user)
    for listener in CORRECTED:
        listener(user, frozenset(fields), old_email)


def follow(user: Any, from_email_address: Any = None, **rest: Any) -> None:
    """Called when a person's e-mail was changed and confirmed."""
    corrected(user, ["email"], getattr(from_email_address, "email", ""))
