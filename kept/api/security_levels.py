"""Security levels as a program manages them: made, removed, and who belongs to them. Only who manages members may.

Administrators belong to every level without a word of it, so there is nothing to change of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from kept.api import bodies
from kept.api.operations import Call, Operation
from kept.api.problems import Problem, absent, bad, business, duplicate, still_referenced
from kept.crm.nouns.fields import Text
from kept.grants.models import LevelMember, SecurityLevel
from kept.identity.models import Membership
from kept.tenancy.ids import id_of
from kept.tenancy.opening import check_references

NEEDS = ("members.manage",)
NAME = Text(name="name", label="", wire="name", required=True, max_length=80)
DONE = {"success": True}
MOST = 1000  # people at once


def make(call: Call) -> Any:
    """A new level, to which administrators alone belong."""
    given = bodies.body(call)
    if not isinstance(given.get("name"), str):
        raise bad("Attribute [name] must be a text")
    name = bodies.clean(call, (NAME,), given)["name"]
    try:
        with transaction.atomic():
            level = SecurityLevel.fresh(name=name)
            level.save(force_insert=True)
    except IntegrityError:
        raise duplicate(name) from None
    return {"success": True, "data": {"id": level.pk}}


def drop(call: Call, id: int) -> Any:
    """Remove a level under which no record stands."""
    level = _level(id)
    if level.locked:
        raise business("exception.recordLocked", _("This level belongs to everybody. It stays."))
    try:
        with transaction.atomic():
            level.delete()
            check_references()
    except (ProtectedError, IntegrityError):
        raise still_referenced() from None
    return DONE


def join(call: Call, id: int, level: int) -> Any:
    """One member belongs to a level."""
    _join(_level(level), [_member(id)])
    return DONE


def leave(call: Call, id: int, level: int) -> Any:
    """One member belongs to it no longer."""
    LevelMember.objects.filter(level=_level(level), membership=_member(id)).delete()
    return DONE


def join_many(call: Call, id: int) -> Any:
    """Several members, by their persons: all of them or none."""
    _join(_level(id), _members(call))
    return DONE


def leave_many(call: Call, id: int) -> Any:
    """Several members leave, by their persons."""
    LevelMember.objects.filter(level=_level(id), membership__in=_members(call)).delete()
    return DONE


def _level(id: int) -> SecurityLevel:
    level: SecurityLevel | None = SecurityLevel.objects.filter(pk=id).first()
    if level is None:
        raise absent("SecurityLevel", id)
    return level


def _member(id: int) -> Membership:
    member: Membership | None = Membership.objects.filter(pk=id, left_at=None).first()
    if member is None:
        raise absent("UserAccount", id)
    return _no_administrator(member)


def _no_administrator(member: Membership) -> Membership:
    if member.is_admin:
        says = _("Administrators belong to every level.")
        raise Problem(
            500, "IllegalArgumentException", "The security levels of an administrator cannot be changed", says
        )
    return member


def _members(call: Call) -> list[Membership]:
    """The members whose persons a body names. Raises Problem for one that is no user, or an administrator."""
    asked = bodies.body(call).get("personIds")
    if not isinstance(asked, list) or not asked or len(asked) > MOST:
        raise bad(f"Attribute [personIds] must be a list of 1 to {MOST} ids")
    persons = {id_of(one) for one in asked}
    if None in persons:
        raise bad("Attribute [personIds] must hold ids alone")
    found = list(Membership.objects.filter(contacts__pk__in=persons, left_at=None).distinct())
    if len(found) < len(persons):
        raise bad("Attribute [personIds] names somebody who is no user")
    return [_no_administrator(member) for member in found]


def _join(level: SecurityLevel, members: list[Membership]) -> None:
    has = set(LevelMember.objects.filter(level=level).values_list("membership_id", flat=True))
    for member in members:
        if member.pk not in has:
            LevelMember.fresh(level=level, membership=member).save(force_insert=True)


def operations() -> Iterator[Operation]:
    """Levels and their people."""
    for name, method, path, run, status, says, body, gives, problems in (
        ("securityLevelInsert", "PUT", "securityLevel/", make, 201, "A new level", "securityLevel", "created", (400, 500)),
        ("securityLevelDelete", "DELETE", "securityLevel/{id}/", drop, 200, "Remove a level", None, "success", (404, 500)),
        ("securityLevelMultiAddUserEdit", "POST", "securityLevel/{id}/multiAddUser", join_many, 201,
         "Members belong to it", "persons", "success", (400, 404, 500)),
        ("securityLevelMultiRemoveUserEdit", "POST", "securityLevel/{id}/multiRemoveUser", leave_many, 201,
         "Members leave it", "persons", "success", (400, 404, 500)),
        ("userAccountSecurityLevelInsert", "PUT", "userAccount/{id}/securityLevel/{level}", join, 200,
         "A member belongs to it", None, "success", (404, 500)),
        ("userAccountSecurityLevelDelete", "DELETE", "userAccount/{id}/securityLevel/{level}", leave, 200,
         "A member leaves it", None, "success", (404, 500)),
    ):  # fmt: skip
        yield Operation(
            name, method, path, NEEDS, run, says, body=body, gives=gives, status=status, problems=problems, tag="users"
        )
