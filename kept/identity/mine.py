"""Mine: the instances that a person belongs to, for the switcher (U1)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from kept.policy.keeps import keeps

MINE = """
SELECT i.slug, i.name FROM identity_membership m JOIN tenancy_instance i ON i.id = m.instance_id
 WHERE m.user_id = %s AND m.left_at IS NULL AND i.ended_at IS NULL ORDER BY m.rank, i.name, i.id
"""


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
        cursor.execute(MINE, [user_id])
        return [Mine(*row) for row in cursor.fetchall()]
