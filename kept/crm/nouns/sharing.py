"""Giving single members or groups a record that its level hides from them, and moving it to another level.

Each act is an operation whose line of history says what was before, so that it is undone like any other."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.crm.activities.models import Talk, Task
from kept.crm.nouns import changing
from kept.crm.nouns.noun import NOUNS, Noun
from kept.crm.nouns.rows import under_all_levels
from kept.crm.nouns.undoing import IN_THEIR_OWN_WAY
from kept.crm.records.history import Change, Operation
from kept.grants.models import Group, SecurityLevel, Share
from kept.grants.records import may_change
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
def move_to_level(noun: Noun, record: Any, level: int, access: Access, act: Operation | None = None) -> Operation:
    """Put a record, with its promises, under another level. Raises Refused for a level that is not theirs to give."""
    changing.refuse_locked(record)
    if level not in dict(levels_for(access, record)):
        raise Refused(_("You can move it only to a level that you belong to."))
    return _put_under(noun, record, level, access, act)


@keeps("D3")
def share(noun: Noun, record: Any, kind: str, pk: int, access: Access, *, may_edit: bool) -> Operation | None:
    """Show a record to one member ("m") or group ("g"). None when there is no such one."""
    to = {"membership_id" if kind == "m" else "group_id": pk}
    if not _there(to):
        return None
    return _show(noun, record, to, may_edit, access)


def unshare(noun: Noun, record: Any, pk: int, access: Access) -> Operation | None:
    """Take a share back. None when there was none."""
    row = Share.objects.filter(pk=pk, kind=record._meta.db_table, record_id=record.pk).first()
    if row is None:
        return None
    to = {"membership_id": row.membership_id} if row.membership_id else {"group_id": row.group_id}
    return _show(noun, record, to, None, access)


def take_back(past: Change, access: Access, act: Operation) -> None:
    """Undo one of these acts, unless somebody has done another since. Raises Refused when the record is out of reach."""
    noun = NOUNS[past.kind]
    record = noun.model.objects.visible_to(access).filter(pk=past.record_id).first()
    if record is None or not may_change(access, record):
        raise Refused(_("Your role does not reach this any more."))
    changing.refuse_locked(record)
    values = past.values
    if past.act == LEVEL:
        before, after = values.get("level") or (0, 0)
        if record.security_level_id == after and SecurityLevel.objects.filter(pk=before).exists():
            _put_under(noun, record, before, access, act)
    elif (to := values.get("to")) and _shown(record, to) == values["after"] and _there(to):
        _show(noun, record, to, values["before"], access, act)


def _put_under(noun: Noun, record: Any, level: int, access: Access, act: Operation | None) -> Operation:
    before, record.security_level_id = record.security_level_id, level
    record.version += 1
    with under_all_levels(access):  # an undo may put it back where the person never was
        record.save(update_fields=["security_level", "version"])
        for model in (Task, Talk):
            model.objects.filter(**{noun.key: record}).update(security_level_id=level)
    return tell(noun, record, LEVEL, {"level": [before, level]}, access, act)


def _show(
    noun: Noun, record: Any, to: dict[str, int], may_edit: bool | None, access: Access, act: Operation | None = None
) -> Operation:
    """Let them see it, or change it too; None lets them do neither."""
    before = _shown(record, to)
    if may_edit is None:
        _shares(record, to).delete()
    else:
        Share.objects.update_or_create(
            instance_id=record.instance_id, kind=record._meta.db_table, record_id=record.pk, **to,
            defaults={"may_edit": may_edit},
        )  # fmt: skip
    values = {"to": to, "before": before, "after": may_edit}
    return tell(noun, record, UNSHARED if may_edit is None else SHARED, values, access, act)


def _shares(record: Any, to: dict[str, int]) -> Any:
    return Share.objects.filter(kind=record._meta.db_table, record_id=record.pk, **to)


def _shown(record: Any, to: dict[str, int]) -> bool | None:
    """Whether they may change it; None when it is not shared with them."""
    return _shares(record, to).values_list("may_edit", flat=True).first()  # type: ignore[no-any-return]


def _there(to: dict[str, int]) -> bool:
    """Whether the member is still one of the instance, or the group still stands."""
    if "membership_id" in to:
        return bool(Membership.objects.filter(pk=to["membership_id"], left_at=None).exists())
    return bool(Group.objects.filter(pk=to["group_id"]).exists())


def tell(
    noun: Noun, record: Any, what: str, values: dict[str, Any], access: Access, act: Operation | None = None
) -> Operation:
    """Have the record's story say that who may see it has changed. Returns the operation that undo takes back."""
    act = act or changing.operation(access, f"{noun.key}.{what}", noun)
    Change.fresh(
        operation=act, kind=noun.key, record_id=record.pk, act=what, by_id=access.member_id, values=values
    ).save()
    Operation.objects.filter(pk=act.pk).update(records=F("records") + 1)
    return act


IN_THEIR_OWN_WAY.update({LEVEL: take_back, SHARED: take_back, UNSHARED: take_back})
