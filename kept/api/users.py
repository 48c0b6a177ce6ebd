"""Who is calling, the users of the instance, and its security levels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kept.api.operations import Call, Operation
from kept.api.plain import Plain, answer, parameters, shown
from kept.api.problems import absent
from kept.crm.nouns.fields import Choice, Text
from kept.crm.nouns.kinds import Flag, Number
from kept.crm.nouns.times import Moment
from kept.grants.models import LevelMember, SecurityLevel
from kept.identity.membership import Role
from kept.identity.models import Membership
from kept.policy.doors import MEMBER

COLUMNS = ("pk", "email", "full_name", "role", "joined_at", "contacts__pk")
JOINED = Moment(name="joined_at", label="", wire="rowInfo.createdAt")
USERS = Plain(
    filters={
        "id": Number(name="id", label="", wire="id"),
        "username": Text(name="email", label="", wire="username"),
        "userRole": Choice(name="role", label="", wire="userRole", choices=Role.choices),
        "rowInfo.createdAt": JOINED,
        "rowInfo.updatedAt": JOINED,
        "rowInfo.lastModifiedAt": JOINED,
    },
    sorts={"username": "email", "userRole": "role"},
    states=True,
)
WORDS = ("fulltext", "string", "Part of a name or an e-mail")
LEVELS = Plain(
    filters={"name": Text(name="name", label="", wire="name"), "locked": Flag(name="locked", label="", wire="locked")}
)


def info(call: Call) -> Any:
    """Whose key this is. A bare object, as the clients expect it."""
    email = Membership.objects.filter(pk=call.caller.member_id).values_list("email", flat=True)
    return {
        "username": next(iter(email), None),
        "userAccountId": call.caller.member_id,
        "X-Instance-Name": call.caller.slug,
        "instanceName": call.caller.instance_name,
    }


def users(call: Call) -> Any:
    """The members of the instance."""
    words = call.query.get("fulltext", "").strip()
    queryset = Membership.objects.filter(left_at=None)
    if words:
        queryset = queryset.filter(full_name__icontains=words) | queryset.filter(email__icontains=words)
    found = answer(call, USERS, queryset.values_list(*COLUMNS), lambda row: _user(call, row))
    return found | {"data": shown(call, USERS, found["data"])}


def _user(call: Call, row: tuple[Any, ...]) -> dict[str, Any]:
    pk, email, name, role, joined, person = row
    return {
        "id": pk, "_version": 1, "username": email, "person": {"id": person, "fullName": name}, "userRole": role,
        "rowInfo.createdAt": call.words.moment_out(joined), "rowInfo.createdBy": "(unknown)",
        "rowInfo.updatedAt": None, "rowInfo.updatedBy": None,
    }  # fmt: skip


def user(call: Call, id: int) -> Any:
    """One member: role, preferences, security levels. What others may do is told to those who manage people."""
    members = Membership.objects.filter(pk=id, left_at=None)
    row = members.values_list(
        *COLUMNS, "user__time_zone", "user__date_format", "user__time_format", "user__week_start"
    ).first()
    if row is None:
        raise absent("UserAccount", id)
    zone, dates, times, week = row[len(COLUMNS) :]
    levels = SecurityLevel.objects.order_by("pk")
    if row[3] != Role.ADMIN:
        levels = levels.filter(pk__in=LevelMember.objects.filter(membership_id=id).values("level_id"))
    may = _permissions(call, id) if id == call.caller.member_id or call.access.rights.may("members.manage") else None
    found = _user(call, row[: len(COLUMNS)]) | {
        "email2": None, "personRecordFilter": None, "deletePermissionConfig": None, "securityProfile": None,
        "timezone": zone, "dateFormat": dates or None, "timeFormat": times or None,
        "startWeekDay": "MONDAY" if week == 1 else "SUNDAY",
        "securityLevels": [{"id": one.pk, "name": one.name} for one in levels],
    }  # fmt: skip
    return {"success": True, "data": found | (may or {})}


def _permissions(call: Call, id: int) -> dict[str, bool]:
    from kept.grants.rights import rights_of

    rights = rights_of(Membership.objects.get(pk=id))
    return {
        "listExportPermission": rights.may("contacts.export"),
        "detailReportPermission": rights.may("contacts.view"),
        "googleContactsPermission": False,
        "bulkOperationPermission": rights.may("contacts.bulk"),
        "codelistEditPermission": rights.may("fields.manage"),
        "editOnlyOwnedRecordsPermission": False,
        "onlyLockRecordsPermission": False,
    }


def levels(call: Call) -> Any:
    """The security levels; which of them a record has is no secret to who sees the record."""
    return answer(
        call, LEVELS, SecurityLevel.objects.all(), lambda one: {"id": one.pk, "name": one.name, "locked": one.locked}
    )


def operations() -> Iterator[Operation]:
    """All of them may be asked by any member."""
    asked = {"userAccountGet": parameters(USERS, WORDS), "securityLevelGet": parameters(LEVELS)}
    for name, path, run, says, gives, problems in (
        ("securityInfoGet", "security/info", info, "Whose key this is", "securityInfo", (500,)),
        ("userAccountGet", "userAccount/", users, "The members", "userAccount.list", (400, 500)),
        ("userAccountDetailGet", "userAccount/{id}/", user, "One member", "userAccount.detail", (404, 500)),
        ("securityLevelGet", "securityLevel/", levels, "The security levels", "securityLevel.list", (400, 500)),
    ):
        yield Operation(
            name, "GET", path, (MEMBER,), run, says, gives=gives, problems=problems, query=asked.get(name, ()),
            tag="users",
        )  # fmt: skip
