"""Rights: what the person at the door may do in this instance, gathered once a request, never cached beyond it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from kept.audit.access import Access
from kept.audit.prepared import execute
from kept.grants.roles import ROLES, all_permissions
from kept.identity.models import Membership
from kept.policy.doors import MEMBER, PUBLIC, SIGNED_IN
from kept.policy.keeps import keeps
from kept.tenancy.fence import shared_setting


@dataclass(slots=True)
class Rights:
    """Permissions, security levels (None: all) and single shared records of one member."""

    member: Membership | None
    permissions: frozenset[str]
    levels: tuple[int, ...] | None = ()
    shares: dict[str, dict[int, bool]] = field(default_factory=dict)

    def may(self, *permissions: str) -> bool:
        """Whether all the permissions are held. Marks of doors (`public`, `member`) count too."""
        return all(self._may(permission) for permission in permissions)

    def _may(self, permission: str) -> bool:
        if permission in (PUBLIC, SIGNED_IN):
            return True
        if permission == MEMBER:
            return self.member is not None
        return permission in self.permissions

    @property
    def levels_setting(self) -> str:
        """The levels as the database is told: "*" or a comma list."""
        return "*" if self.levels is None else ",".join(map(str, self.levels))


EVERYTHING = Rights(member=None, permissions=all_permissions(), levels=None)


GATHER = """
WITH mine AS (SELECT group_id FROM grants_groupmember WHERE instance_id = %(here)s AND membership_id = %(me)s)
SELECT 'level', level_id, NULL, false, false FROM grants_levelmember
 WHERE instance_id = %(here)s AND membership_id = %(me)s
UNION ALL
SELECT 'grant', 0, permission, allowed, membership_id IS NOT NULL FROM grants_grant
 WHERE instance_id = %(here)s AND (membership_id = %(me)s OR group_id IN (SELECT group_id FROM mine))
UNION ALL
SELECT 'share', record_id, kind, may_edit, false FROM grants_share
 WHERE instance_id = %(here)s AND (membership_id = %(me)s OR group_id IN (SELECT group_id FROM mine))
ORDER BY 1, 5, 4 DESC
"""


@keeps("D3")
def rights_of(member: Membership) -> Rights:
    """Gather a member's rights in one query."""
    return weighed(member, execute(GATHER, {"here": member.instance_id, "me": member.pk}))


def weighed(member: Membership, gathered: Iterable[Sequence[Any]]) -> Rights:
    """What the rows of `GATHER` amount to: the role's table, then the groups' grants, then the person's own."""
    permissions = set(ROLES[member.role].permissions())
    levels: list[int] = []
    shares: dict[str, dict[int, bool]] = {}
    for what, number, name, flag, _own in gathered:
        if what == "level":
            levels.append(number)
        elif what == "grant":
            (permissions.add if flag else permissions.discard)(name)
        else:
            of_kind = shares.setdefault(name, {})
            of_kind[number] = of_kind.get(number, False) or flag
    return Rights(member, frozenset(permissions), None if member.is_admin else tuple(levels), shares)


def arm(access: Access, rights: Rights, told: str | None = None) -> None:
    """Give an Access its rights, and tell the database the same (the second fence). `told` are the levels that it
    has been told already."""
    access.rights = rights
    access.member_id = rights.member.pk if rights.member else None
    if told is not None and not rights.shares and set(told.split(",")) == set(rights.levels_setting.split(",")):
        return
    settings: list[Any] = ["kept.levels", rights.levels_setting]
    for kind, records in rights.shares.items():
        settings += [shared_setting(kind), ",".join(map(str, records))]
    calls = ", ".join(["set_config(%s, %s, true)"] * (len(settings) // 2))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", settings)
