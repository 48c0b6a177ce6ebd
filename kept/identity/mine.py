"""Mine: the instances that a person belongs to, for the switcher, and the one that they enter (U1)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection

from kept.audit import access
from kept.identity.membership import Membership, Role
from kept.policy.keeps import keeps
from kept.tenancy.models import Instance

# A closed instance is read and taken along by its administrators, until it is emptied.
ENTERABLE = f"(i.ended_at IS NULL OR (i.emptied_at IS NULL AND m.role = '{Role.ADMIN.value}'))"
MINE = """
SELECT i.slug, i.name FROM identity_membership m JOIN tenancy_instance i ON i.id = m.instance_id
 WHERE m.user_id = %s AND m.left_at IS NULL AND {enterable} ORDER BY m.rank, i.name, i.id
"""
# All of a person's instances, and of the one that they enter everything: the database opens it in the same breath. Of
# the others no more comes out than the organisation's name.
ENTER = """
SELECT i.slug, i.name, here.id,
       CASE WHEN here.id IS NOT NULL THEN set_config('kept.instance', i.id::text, true) END, {columns}
  FROM identity_membership m JOIN tenancy_instance i ON i.id = m.instance_id
  LEFT JOIN identity_membership here ON here.instance_id = m.instance_id AND here.id = m.id AND i.slug = %s
 WHERE m.user_id = %s AND m.left_at IS NULL AND {enterable} ORDER BY m.rank, i.name, i.id
"""
AHEAD = 4  # columns before those of the instance


@dataclass(frozen=True, slots=True)
class Mine:
    """An instance of mine."""

    slug: str
    name: str


@keeps("U1")
def instances_of(user_id: int) -> list[Mine]:
    """The instances that a user belongs to, in the order of their switcher. Names of organisations, of no person.

    Works inside and outside an instance: the database shows a person their own memberships everywhere."""
    with connection.cursor() as cursor:
        cursor.execute(MINE.format(enterable=ENTERABLE), [user_id])
        return [Mine(*row) for row in cursor.fetchall()]


@keeps("U1")
def entered(user_id: int, slug: str) -> tuple[list[Mine], Instance | None, Membership | None]:
    """All instances of a user, and the one they enter with their membership in it, which is open from now on.

    The database must know the user. None where there is no such instance, or it is not theirs: that looks the same."""
    passage = access.required()
    with connection.cursor() as cursor:
        cursor.execute(_enter(), [slug, user_id])
        rows = cursor.fetchall()
    mine = [Mine(*row[:2]) for row in rows]
    found = next((row for row in rows if row[2] is not None), None)
    if found is None:
        return mine, None, None
    cut = AHEAD + len(_names(Instance))
    instance = _made(Instance, found[AHEAD:cut])
    member = _made(Membership, found[cut:])
    passage.read(Membership._meta.label_lower, {member.pk}, ("name", "email"))
    return mine, instance, member


@cache
def _enter() -> str:
    columns = [f'i."{name}"' for name in _columns(Instance)] + [f'here."{name}"' for name in _columns(Membership)]
    return ENTER.format(columns=", ".join(columns), enterable=ENTERABLE)


def _columns(model: Any) -> list[str]:
    return [field.column for field in model._meta.local_concrete_fields]


def _names(model: Any) -> list[str]:
    return [field.attname for field in model._meta.local_concrete_fields]


def _made(model: Any, values: Any) -> Any:
    """An instance of a model from the columns of a bare cursor, in which JSON is text."""
    fields = model._meta.local_concrete_fields
    plain = [
        json.loads(value) if field.get_internal_type() == "JSONField" and isinstance(value, str) else value
        for field, value in zip(fields, values, strict=True)
    ]
    return model.from_db("default", _names(model), plain)
