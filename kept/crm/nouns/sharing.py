"""Giving single members or groups a record that its level hides from them, and moving it to another level."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.crm.activities.models import Task
from kept.crm.nouns import changing
from kept.crm.nouns.noun import Noun
from kept.crm.records.history import Change
from kept.grants.models import Group, SecurityLevel, Share
from kept.identity.models import Membership
from kept.policy.keeps import keeps
from kept.web.refused import Refused

LEVEL, SHARED, UNSHARED = "level", "shared", "unshared"


def levels_for(access: Access, record: Any) -> list[tuple[int, str]]:
    """The levels that a person may choose: their own (all, for an administrator), and the record's present one."""
    rows = SecurityLevel.objects.order_by("-locked", "name")
    if access.rights.levels is not None:
        rows = rows.filter(pk__in=[*access.rights.levels, record.security_level_id])
    return list(rows.values_list("pk", "name"))


@keeps("D3")
def move_to_level(noun: Noun, record: Any, level: int, access: Access) -> None:
    """Put a record, with its promises, under another level. Raises Refused for a level that is not theirs to give."""
    changing.refuse_locked(record)
    if level not in dict(levels_for(access, record)):
        raise Refused(_("You can move it only to a level that you belong to."))
    record.security_level_id = level
    record.version += 1
    record.save(update_fields=["security_level", "version"])
    tell(noun, record, LEVEL, access)
    Task.objects.filter(**{noun.key: record}).update(security_level_id=level)


@keeps("D3")
def share(noun: Noun, record: Any, kind: str, pk: int, access: Access, *, may_edit: bool) -> Share | None:
    """Show a record to one member ("m") or group ("g"). None when there is no such one."""
    what = Membership.objects.filter(left_at=None) if kind == "m" else Group.objects.all()
    if not what.filter(pk=pk).exists():
        return None
    to = {"membership_id" if kind == "m" else "group_id": pk}
    made, _new = Share.objects.update_or_create(
        instance_id=record.instance_id, kind=record._meta.db_table, record_id=record.pk, **to,
        defaults={"may_edit": may_edit},
    )  # fmt: skip
    tell(noun, record, SHARED, access)
    return made  # type: ignore[no-any-return]


def unshare(noun: Noun, record: Any, pk: int, access: Access) -> bool:
    """Take a share back. Returns whether there was one."""
    gone, _rows = Share.objects.filter(pk=pk, kind=record._meta.db_table, record_id=record.pk).delete()
    if gone:
        tell(noun, record, UNSHARED, access)
    return bool(gone)


def tell(noun: Noun, record: Any, what: str, access: Access) -> None:
    """Have the record's story say that who may see it has changed."""
    operation = changing.operation(access, f"{noun.key}.{what}", noun)
    Change.fresh(operation=operation, kind=noun.key, record_id=record.pk, act=what, by_id=access.member_id).save()
