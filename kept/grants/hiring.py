"""Hiring: giving people the operator's rooms, changing what they may do there, ending it. Each leaves a step (D6).

Two rules hold whoever asks: nobody decides on their own rights, and the last administrator stays one. `by` is the
number of the user who decided; None stands for whoever has the machine itself, and for the calendar.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from kept.grants.staff import Staff, StaffRole, StaffStep
from kept.identity.models import User
from kept.policy import clock
from kept.policy.keeps import keeps
from kept.web.refused import Refused

Act = StaffStep.Act


@keeps("D6")
def hire(user: User, roles: Iterable[str], *, by: int | None, reason: str = "") -> Staff:
    """Let a user in. Who was here before signs anew. Raises Refused for who is here already."""
    _not_oneself(user.pk, by)
    found = Staff.objects.filter(user=user).first() or Staff(user=user)
    if found.pk and found.ended_at is None:
        raise Refused(_("%(name)s works here already.") % {"name": user.full_name}, promise="D6")
    chosen, before = known(roles), list(found.roles)
    found.roles, found.since, found.reviewed_at = chosen, clock.now(), clock.now()
    found.ended_at = found.suspended_at = found.undertaken_at = None
    found.undertaking = ""
    found.save()
    _step(found, Act.HIRED, by, before, reason)
    return found


@keeps("D6")
def change_roles(staff: Staff, roles: Iterable[str], *, by: int | None, reason: str = "") -> None:
    """Give other roles; what was suspended is in force again with them. Raises Refused."""
    _not_oneself(staff.user_id, by)
    chosen, before = known(roles), list(staff.roles)
    if StaffRole.ADMIN not in chosen:
        _not_the_last(staff)
    staff.roles = chosen
    _looked_at(staff)
    _step(staff, Act.ROLES, by, before, reason)


@keeps("D6")
def confirm(staff: Staff, *, by: int | None, reason: str = "") -> None:
    """Say that the rights are still needed. Raises Refused when it is said of oneself."""
    _not_oneself(staff.user_id, by)
    _looked_at(staff)
    _step(staff, Act.CONFIRMED, by, list(staff.roles), reason)


@keeps("D6")
def end(staff: Staff, *, by: int | None, reason: str = "") -> None:
    """Let somebody go: no room opens from the next click on. Raises Refused."""
    _not_oneself(staff.user_id, by)
    _not_the_last(staff)
    before = list(staff.roles)
    staff.roles, staff.ended_at = [], clock.now()
    staff.save(update_fields=["roles", "ended_at"])
    _step(staff, Act.ENDED, by, before, reason)


@keeps("D6")
def suspend(staff: Staff, *, reason: str = "") -> bool:
    """Shut the rooms until somebody confirms the rights. The last administrator stays, so that somebody can."""
    if is_last(staff):
        return False
    staff.suspended_at = clock.now()
    staff.save(update_fields=["suspended_at"])
    _step(staff, Act.SUSPENDED, None, list(staff.roles), reason)
    return True


def known(roles: Iterable[str]) -> list[str]:
    """The roles that there are, in their order. Raises Refused where none is left."""
    wanted = set(roles)
    chosen = [str(role.value) for role in StaffRole if role.value in wanted]
    if not chosen:
        raise Refused(_("Choose at least one role."))
    return chosen


def in_short(reason: str) -> str:
    """A reason as it is kept: one line of some length."""
    return " ".join(reason.replace("\x00", "").split())[:300]


def is_last(staff: Staff) -> bool:
    """Whether nobody else could manage staff."""
    if StaffRole.ADMIN not in staff.roles:
        return False
    others = Staff.objects.filter(ended_at=None, suspended_at=None, roles__contains=[StaffRole.ADMIN])
    return not others.exclude(pk=staff.pk).exists()


def _looked_at(staff: Staff) -> None:
    staff.reviewed_at, staff.suspended_at = clock.now(), None
    staff.save(update_fields=["roles", "reviewed_at", "suspended_at"])


def _step(staff: Staff, act: Any, by: int | None, before: list[str], reason: str) -> None:
    StaffStep.objects.create(
        staff=staff, act=act, by_id=by, before=before, after=list(staff.roles), reason=in_short(reason)
    )


def _not_oneself(user_id: int, by: int | None) -> None:
    if by is not None and by == user_id:
        raise Refused(_("Nobody decides on their own rights. Ask another administrator."), promise="D6")


def _not_the_last(staff: Staff) -> None:
    if is_last(staff):
        raise Refused(_("This is the last administrator. Make somebody else one first."), promise="D6")
