"""Merging: one record takes what another has. Everything moves, the other goes to the bin, and one undo brings both back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.crm.nouns import changing, rows
from kept.crm.nouns.fields import EMPTY, Field
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.vocabulary import Vocabulary
from kept.crm.records.history import Change, Operation
from kept.crm.records.shared import ExternalId
from kept.grants.models import Share
from kept.tenancy.models import InstanceForeignKey
from kept.web.refused import Refused

FLAGS = ("primary", "is_contact")


@dataclass(frozen=True, slots=True)
class Choice:
    """A fact in which two records differ: both values as stored, and which one is proposed."""

    one: Field
    target: Any
    source: Any
    take: str  # target, source, both


def differences(noun: Noun, target: Any, source: Any, fields: Mapping[str, Field]) -> list[Choice]:
    """The facts in which they differ. What the target has stays, what it lacks is taken, tags are joined."""
    wanted = [one for one in fields.values() if one.editable]
    ours, theirs = changing.now(noun, target, wanted), changing.now(noun, source, wanted)
    found = []
    for one in wanted:
        our, their = ours[one.name], theirs[one.name]
        if their in (*EMPTY, [], False) or our == their:
            continue
        if one.kind == "tags":
            found.append(Choice(one, our, their, "both"))
        else:
            found.append(Choice(one, our, their, "source" if our in (*EMPTY, []) else "target"))
    return found


def merge(
    noun: Noun, target: Any, source: Any, take: Iterable[str], access: Access, fields: Mapping[str, Field]
) -> Operation:
    """Merge `source` into `target`; `take` names the facts whose value comes from the source.

    Raises Refused for a record with itself, for locked ones, and for two who are both members of the instance.
    """
    _refuse(target, source)
    act = changing.operation(access, f"{noun.plural}.merged", noun)
    words = Vocabulary(me=access.member_id)
    chosen = {choice.one.name: choice for choice in differences(noun, target, source, fields)}
    values = {
        name: fields[name].clean(chosen[name].source, words)
        for name in take
        if name in chosen and fields[name].editable
    }
    if "tags" in chosen:
        values["tags"] = list(dict.fromkeys([*chosen["tags"].target, *chosen["tags"].source]))
    _give_up_member(noun, target, source, access, act)
    changing.change(noun, target, values, fields, access, act)
    _free_files(noun, target, source, access, act)
    _move_everything(noun, target, source, access, act)
    changing.trash(noun, source, access, act)
    changing.reindex(target)
    Change.fresh(
        operation=act, kind=noun.key, record_id=target.pk, act=Change.MERGED, by_id=access.member_id,
        values={"from": source.pk},
    ).save(force_insert=True)  # fmt: skip
    return act


def _refuse(target: Any, source: Any) -> None:
    if target.pk == source.pk:
        raise Refused(_("A record cannot be merged with itself. Choose another."))
    for record in (target, source):
        if record.deleted_at is not None:
            raise Refused(_("This record is in the bin."))
        changing.refuse_locked(record)
    if getattr(target, "membership_id", None) and getattr(source, "membership_id", None):
        raise Refused(_("Both are members of this instance. Merge is for records of one person."))


def _give_up_member(noun: Noun, target: Any, source: Any, access: Access, act: Operation) -> None:
    """Whose contact it is as a member of the instance goes along."""
    member = getattr(source, "membership_id", None)
    if member:
        rows.change(noun, target, source, {"membership_id": None}, access, act)
        rows.change(noun, target, target, {"membership_id": member}, access, act)


def _move_everything(noun: Noun, target: Any, source: Any, access: Access, act: Operation) -> None:
    for model, attribute in references_to(noun.model):
        if _needs_care(model, noun):
            for row in model.objects.filter(**{attribute: source.pk}):
                if _collides(noun, row, attribute, target, source):
                    _detach(noun, target, row, access, act)
                else:
                    _step_down(noun, target, row, attribute, access, act)
        here = model.objects.filter(**{attribute: source.pk})
        with rows.under_all_levels(access):
            rows.move(noun, target, here, attribute, source.pk, target.pk, access, act)
    for model, kinds in ((ExternalId, _kinds(noun)), (Share, [noun.model._meta.db_table])):
        moving = model.objects.filter(kind__in=kinds, record_id=source.pk)
        rows.move(noun, target, moving, "record_id", source.pk, target.pk, access, act)


def _free_files(noun: Noun, target: Any, source: Any, access: Access, act: Operation) -> None:
    """Files in fields of the source come to the target as files beside it: its own fields stay as they are."""
    for model, attribute in references_to(noun.model):
        if any(one.name == "custom_field" for one in model._meta.local_fields):
            for row in model.objects.filter(**{attribute: source.pk}).exclude(custom_field=""):
                rows.change(noun, target, row, {"custom_field": ""}, access, act)


def _needs_care(model: Any, noun: Noun) -> bool:
    """Whether rows of a model can get into each other's way: one of them is the main one, or they join two records."""
    return len(_pair(model, noun)) > 1 or any(f.name in FLAGS for f in model._meta.local_fields)


def _pair(model: Any, noun: Noun) -> list[str]:
    references = [f for f in model._meta.local_fields if isinstance(f, InstanceForeignKey)]
    return [f.attname for f in references if f.related_model is noun.model]


def references_to(model: Any) -> list[tuple[Any, str]]:
    """(model, attribute) of every reference to records of a kind, so that a new noun need not be remembered here."""
    found = []
    for other in apps.get_models():
        for field in other._meta.local_fields:
            if isinstance(field, InstanceForeignKey) and field.related_model is model and field.model is other:
                found.append((other, field.attname))
    return found


def _collides(noun: Noun, row: Any, attribute: str, target: Any, source: Any) -> bool:
    """Whether a row would become a relation of a record with itself, or a second one of the same pair."""
    pair = _pair(type(row), noun)
    if len(pair) < 2:
        return False
    after = {name: target.pk if getattr(row, name) == source.pk else getattr(row, name) for name in pair}
    if len(set(after.values())) == 1:
        return True
    return bool(type(row).objects.filter(**after).exclude(pk=row.pk).exists())


def _detach(noun: Noun, target: Any, row: Any, access: Access, act: Operation) -> None:
    """Remove a row that has no place any more; whoever points to it points to nothing first."""
    for model, attribute in references_to(type(row)):
        for other in model.objects.filter(**{attribute: row.pk}):
            rows.change(noun, target, other, {attribute: None}, access, act)
    rows.remove(noun, target, row, access, act)


def _step_down(noun: Noun, target: Any, row: Any, attribute: str, access: Access, act: Operation) -> None:
    """Of two main rows of a kind the target's stays the main one."""
    for flag in FLAGS:
        if getattr(row, flag, False) and type(row).objects.filter(**{attribute: target.pk, flag: True}).exists():
            rows.change(noun, target, row, {flag: False}, access, act)


def _kinds(noun: Noun) -> list[str]:
    return [noun.key, noun.label_lower, noun.model._meta.db_table]
