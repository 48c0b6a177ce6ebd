"""Talks: planned, changed, held, put away; and who takes part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from kept.audit.access import Access
from kept.crm.activities.models import Participant, Talk, TaskStatus
from kept.crm.nouns.changing import shared_level
from kept.crm.nouns.noun import Noun


def plan(values: Mapping[str, Any], access: Access, *, noun: Noun | None = None, record: Any = None) -> Talk:
    """Plan a talk, about a record or about nobody. It stands under the level of whom it is with."""
    talk = Talk.fresh(**values, owner_id=access.member_id, created_by_id=access.member_id)
    if noun is not None and record is not None:
        setattr(talk, noun.key, record)
    talk.security_level_id = _level(talk)
    talk.index()
    talk.save(force_insert=True)
    return talk


def change(talk: Talk, values: Mapping[str, Any], access: Access) -> None:
    """Change what was planned."""
    for name, value in values.items():
        setattr(talk, name, value)
    talk.security_level_id = _level(talk)
    talk.index()
    _touch(talk, access, [*values, "security_level", "search", "sort_key"])


def hold(talk: Talk, access: Access, *, held: bool = True) -> None:
    """It took place; or it did not after all."""
    talk.status = TaskStatus.COMPLETED if held else TaskStatus.NEW
    talk.completed_at = timezone.now() if held else None
    _touch(talk, access, ["status", "completed_at"])


def put_away(talk: Talk, access: Access, *, back: bool = False) -> None:
    """Into the bin, or out of it."""
    talk.deleted_at = None if back else timezone.now()
    talk.deleted_by_id = None if back else access.member_id
    _touch(talk, access, ["deleted_at", "deleted_by"])


def sit_down(talk: Talk, members: Iterable[int], people: Iterable[int]) -> None:
    """Let just these colleagues and contacts take part. Firms, which a program may have added, stay."""
    wanted = {("membership_id", pk) for pk in members} | {("contact_id", pk) for pk in people}
    for row in Participant.objects.filter(talk=talk, company=None):
        who = ("membership_id", row.membership_id) if row.membership_id else ("contact_id", row.contact_id)
        if who in wanted:
            wanted.discard(who)
        else:
            row.delete()
    for name, pk in sorted(wanted):
        Participant.fresh(talk=talk, **{name: pk}).save(force_insert=True)


def mine(access: Access) -> Any:
    """Talks that I lead or take part in."""
    with_me = Participant.objects.filter(talk_id=OuterRef("pk"), membership_id=access.member_id)
    return seen(access).filter(Q(owner_id=access.member_id) | Exists(with_me))


def seen(access: Access) -> Any:
    """All talks that I may see, with whom they are about."""
    rows = Talk.objects.kept().visible_to(access).select_related("contact", "company")
    return rows.defer("contact__search", "contact__custom", "company__search", "company__custom")


def _level(talk: Talk) -> int:
    about = talk.contact or talk.company
    return int(about.security_level_id) if about is not None else int(talk.security_level_id or shared_level())


def _touch(talk: Talk, access: Access, fields: list[str]) -> None:
    talk.version += 1
    talk.updated_at, talk.updated_by_id = timezone.now(), access.member_id
    talk.save(update_fields=[*fields, "version", "updated_at", "updated_by"])
