"""Why somebody may see a record: each member who can, with the nearest reason (D3)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.grants.roles import ROLES
from kept.identity.models import Membership
from kept.policy.keeps import keeps

GATHER = """
SELECT 'level', membership_id, l.name, false FROM grants_levelmember m JOIN grants_securitylevel l
    ON l.instance_id = m.instance_id AND l.id = m.level_id
 WHERE m.instance_id = %(here)s AND m.level_id = %(level)s
UNION ALL
SELECT 'share', s.membership_id, '', s.may_edit FROM grants_share s
 WHERE s.instance_id = %(here)s AND s.kind = %(table)s AND s.record_id = %(record)s AND s.membership_id IS NOT NULL
UNION ALL
SELECT 'group share', m.membership_id, g.name, s.may_edit FROM grants_share s
  JOIN grants_group g ON g.instance_id = s.instance_id AND g.id = s.group_id
  JOIN grants_groupmember m ON m.instance_id = s.instance_id AND m.group_id = s.group_id
 WHERE s.instance_id = %(here)s AND s.kind = %(table)s AND s.record_id = %(record)s
UNION ALL
SELECT CASE WHEN r.allowed THEN 'allowed' ELSE 'taken' END, r.membership_id, '', true FROM grants_grant r
 WHERE r.instance_id = %(here)s AND r.permission = %(view)s AND r.membership_id IS NOT NULL
UNION ALL
SELECT CASE WHEN r.allowed THEN 'group allowed' ELSE 'group taken' END, m.membership_id, '', true FROM grants_grant r
  JOIN grants_groupmember m ON m.instance_id = r.instance_id AND m.group_id = r.group_id
 WHERE r.instance_id = %(here)s AND r.permission = %(view)s
"""


@keeps("D3")
def who_may_see(access: Access, record: Any, view: str) -> list[tuple[Membership, str]]:
    """Members who may see a record, each with the nearest reason, the person at the door first.

    `view` is the permission that its noun asks for: `contacts.view`.
    """
    facts: dict[int, dict[str, tuple[str, bool]]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(
            GATHER,
            {
                "here": access.instance_id, "level": record.security_level_id, "table": record._meta.db_table,
                "record": record.pk, "view": view,
            },
        )  # fmt: skip
        for what, member, name, flag in cursor.fetchall():
            facts[member][what] = (name, flag)
    seen = []
    for member in Membership.objects.filter(left_at=None).order_by("full_name"):
        why = reason(member, record, facts[member.pk], view)
        if why:
            seen.append((member, why))
    return sorted(seen, key=lambda pair: pair[0].pk != access.member_id)


def reason(member: Membership, record: Any, facts: dict[str, tuple[str, bool]], view: str) -> str:
    """The nearest reason for which a member may see a record, or nothing when they may not."""
    if not may_view(member, facts, view):
        return ""
    owner = record.owner_id == member.pk
    if member.is_admin:
        return _("owner, administrator") if owner else _("administrator")
    if "level" in facts:
        level = facts["level"][0]
        return _("owner, level “%(level)s”") % {"level": level} if owner else _("level “%(level)s”") % {"level": level}
    if "share" in facts:
        return _("shared with them, may edit") if facts["share"][1] else _("shared with them")
    if "group share" in facts:
        return _("shared with group “%(group)s”") % {"group": facts["group share"][0]}
    return ""


def may_view(member: Membership, facts: dict[str, tuple[str, bool]], view: str) -> bool:
    """Whether role and grants let a member see records of this kind; the person's own grant counts last."""
    may = view in ROLES[member.role].permissions()
    if "group allowed" in facts or "group taken" in facts:
        may = "group taken" not in facts
    if "allowed" in facts or "taken" in facts:
        may = "taken" not in facts
    return may
