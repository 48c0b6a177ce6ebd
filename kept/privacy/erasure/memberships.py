"""A user who is erased leaves every instance first, as if an administrator had let them go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from kept.grants import staffing
from kept.grants.staff import Staff
from kept.identity.membership import Membership, Role
from kept.policy.keeps import keeps
from kept.policy.stores import Finding, Piece, Subject, Verdict, store
from kept.privacy.erasure.erasing import hindrance
from kept.privacy.erasure.passages import inside
from kept.tenancy.models import Instance

USER = settings.AUTH_USER_MODEL.lower()


@keeps("R6")
@store
class Memberships:
    """Places in instances. What they say of the person goes with the rows; here the person goes."""

    name = "memberships"
    turn = 15

    def find(self, subject: Subject) -> Iterator[Finding]:
        """In how many instances the person is a member now."""
        count = sum(1 for _member in self._current(subject))
        if count:
            yield Finding(self.name, "identity.membership", "member", "L1", count)

    def export(self, subject: Subject) -> Iterator[Piece]:
        """Nothing more than the rows."""
        yield from ()

    def restrict(self, subject: Subject, *, locked: bool) -> None:
        """Who restricts the use of their data may still sign in and lift it."""

    def erase(self, subject: Subject) -> int:
        """Let them go everywhere: keys revoked, groups and levels left."""
        gone = 0
        for member in list(self._current(subject)):
            with inside(member.instance_id):
                _let_go(member)
            gone += 1
        return gone

    def verify(self, subject: Subject) -> Verdict:
        """No place is left."""
        return Verdict(self.name, tuple(self.find(subject)))

    def _current(self, subject: Subject) -> Iterator[Any]:
        users = subject.keys.get(USER, ())
        if subject.instance_id or not users:
            return
        for instance in _instances():
            with inside(instance):
                yield from Membership.objects.filter(user_id__in=users, left_at=None)


def _let_go(member: Membership) -> None:
    """Out of the instance. The last one there may go too: nobody is left to be shut out."""
    others = Membership.objects.filter(left_at=None).exclude(pk=member.pk)
    if member.is_admin and not others.exists():
        member.role = Role.FULL
        member.save(update_fields=["role"])
    staffing.remove(member)


def _instances() -> list[int]:
    with inside(None):
        return list(Instance.objects.order_by("pk").values_list("pk", flat=True))


@hindrance
def last_administrator(subject: Subject) -> Iterator[str]:
    """An instance must not be left without anybody to run it."""
    users = subject.keys.get(USER, ())
    if subject.instance_id or not users:
        return
    for pk in _instances():
        with inside(pk):
            admins = set(Membership.objects.filter(role=Role.ADMIN, left_at=None).values_list("user_id", flat=True))
            alone = bool(admins) and admins <= set(users)
            others = Membership.objects.filter(left_at=None).exclude(user_id__in=users).exists()
        if alone and others:
            name = Instance.objects.get(pk=pk).name
            yield _("They are the last administrator of %(name)s. Somebody else must become one first.") % {
                "name": name
            }


@hindrance
def in_service(subject: Subject) -> Iterator[str]:
    """Who works for the operator is let go first."""
    users = subject.keys.get(USER, ())
    if subject.instance_id or not users:
        return
    with inside(None):
        if Staff.objects.filter(user_id__in=users, ended_at=None).exists():
            yield _("They work for the operator. End their access first.")
