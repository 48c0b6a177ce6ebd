"""Why: the reasons for which a person may do something, and may see a record, as short sentences (D3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.grants.roles import ROLES
from kept.identity.membership import Membership, Role
from kept.policy.keeps import keeps
from kept.tenancy.models import current_instance_id


class Reason(NamedTuple):
    """A sentence, and whether it speaks for or against."""

    text: str
    allows: bool


class Sight(NamedTuple):
    """A member, whether they may see the record, why or why not in a sentence, and the nearest reason in a word."""

    member: Membership
    sees: bool
    reason: str
    nearest: str = ""


GATHER = """
WITH places AS (SELECT g.id, g.name, m.membership_id FROM grants_group g JOIN grants_groupmember m
                 ON m.instance_id = g.instance_id AND m.group_id = g.id WHERE g.instance_id = %(here)s)
SELECT 'level', membership_id, '', true, false FROM grants_levelmember
 WHERE instance_id = %(here)s AND level_id = %(level)s
UNION ALL
SELECT 'name', 0, name, true, false FROM grants_securitylevel WHERE instance_id = %(here)s AND id = %(level)s
UNION ALL
SELECT 'grant', membership_id, '', allowed, true FROM grants_grant
 WHERE instance_id = %(here)s AND permission = %(permission)s AND membership_id IS NOT NULL
UNION ALL
SELECT 'grant', p.membership_id, p.name, g.allowed, false FROM grants_grant g JOIN places p ON p.id = g.group_id
 WHERE g.instance_id = %(here)s AND g.permission = %(permission)s
UNION ALL
SELECT 'share', membership_id, '', may_edit, true FROM grants_share
 WHERE instance_id = %(here)s AND kind = %(kind)s AND record_id = %(record)s AND membership_id IS NOT NULL
UNION ALL
SELECT 'share', p.membership_id, p.name, s.may_edit, false FROM grants_share s JOIN places p ON p.id = s.group_id
 WHERE s.instance_id = %(here)s AND s.kind = %(kind)s AND s.record_id = %(record)s
ORDER BY 1, 5, 4 DESC
"""


@dataclass(slots=True)
class Facts:
    """What the tables of rights say about one permission and one record, by member."""

    level: str = ""  # the name of the record's security level
    levels: set[int] = field(default_factory=set)  # who belongs to it
    grants: dict[int, list[tuple[str, bool]]] = field(default_factory=dict)  # name of the group, or "" for one's own
    shares: dict[int, list[str]] = field(default_factory=dict)


def noun_of(record: Any) -> str:
    """The noun under which a record's permissions stand."""
    label: str = record._meta.app_label
    return {"activities": "tasks"}.get(label, label)


def why_may(member: Membership, permission: str) -> tuple[bool, list[Reason]]:
    """Whether a member holds a permission, and what leads there, the weakest word first: the last one decides."""
    return _may(member, permission, _facts(permission))


@keeps("D3")
def who_may_see(
    access: Access, record: Any, view: str = "", members: Iterable[Membership] | None = None
) -> list[tuple[Membership, str]]:
    """Everybody of the instance who may see a record, each with the nearest reason, the person at the door first."""
    seen = [(sight.member, sight.nearest) for sight in sights(record, view, members) if sight.sees]
    return sorted(seen, key=lambda pair: pair[0].pk != access.member_id)


def all_members() -> Any:
    """The question for everybody of the instance."""
    return Membership.objects.filter(left_at=None).order_by("full_name", "pk")


def sights(record: Any, view: str = "", members: Iterable[Membership] | None = None) -> list[Sight]:
    """All members, and whether each may see a record, and why or why not. Two queries, one when they are known."""
    permission = view or f"{noun_of(record)}.view"
    facts = _facts(permission, record)
    return [_sight(member, permission, record, facts) for member in (all_members() if members is None else members)]


def why_sees(member: Membership, record: Any) -> Sight:
    """Whether a member may see a record, and why or why not."""
    permission = f"{noun_of(record)}.view"
    return _sight(member, permission, record, _facts(permission, record))


def _sight(member: Membership, permission: str, record: Any, facts: Facts) -> Sight:
    may, reasons = _may(member, permission, facts)
    if not may:
        return Sight(member, False, reasons[-1].text)
    role, level = reasons[-1].text, facts.level
    if member.is_admin:
        words = _("%(role)s, and administrators belong to every security level") % {"role": role}
        return Sight(member, True, words, _owned(member, record, _("administrator")))
    if member.pk in facts.levels:
        words = _("%(role)s, and belongs to the level “%(level)s”") % {"role": role, "level": level}
        return Sight(member, True, words, _owned(member, record, _("level “%(level)s”") % {"level": level}))
    if member.pk not in facts.shares:
        return Sight(member, False, _("does not belong to the level “%(level)s”") % {"level": level})
    group = facts.shares[member.pk][0]
    if group:
        words = _("this record is shown to the group “%(group)s”") % {"group": group}
        return Sight(member, True, words, _("shared with group “%(group)s”") % {"group": group})
    return Sight(member, True, _("this record is shown to them by name"), _("shared with them"))


def _owned(member: Membership, record: Any, reason: str) -> str:
    if getattr(record, "owner_id", None) != member.pk:
        return reason
    return _("owner, %(reason)s") % {"reason": reason}


def _may(member: Membership, permission: str, facts: Facts) -> tuple[bool, list[Reason]]:
    reasons = list(_reasons(member, permission, facts))
    return reasons[-1].allows, reasons


def _reasons(member: Membership, permission: str, facts: Facts) -> Iterator[Reason]:
    by_role = permission in ROLES[member.role].permissions()
    role = Role(member.role).label
    yield Reason(
        _("the role “%(role)s” may") % {"role": role} if by_role else _("the role “%(role)s” may not") % {"role": role},
        by_role,
    )
    for group, allowed in facts.grants.get(member.pk, ()):
        if group:
            words = _("the group “%(group)s” may") if allowed else _("the group “%(group)s” may not")
            yield Reason(words % {"group": group}, allowed)
        else:
            yield Reason(_("they may, by name") if allowed else _("they may not, by name"), allowed)


def _facts(permission: str, record: Any = None) -> Facts:
    facts = Facts()
    asked = {
        "here": current_instance_id(),
        "permission": permission,
        "level": record.security_level_id if record is not None else 0,
        "kind": record._meta.db_table if record is not None else "",
        "record": record.pk if record is not None else 0,
    }
    with connection.cursor() as cursor:
        cursor.execute(GATHER, asked)
        for what, member, group, flag, _own in cursor.fetchall():
            if what == "level":
                facts.levels.add(member)
            elif what == "name":
                facts.level = group
            elif what == "grant":
                facts.grants.setdefault(member, []).append((group, flag))
            else:
                facts.shares.setdefault(member, []).append(group)
    return facts
