"""Whose key is it? One query, which reads nothing of a person but which member it is."""

from __future__ import annotations

from typing import Any

from django.db import connection

from kept.audit.prepared import execute
from kept.identity.keys import digest

HERE = "SELECT set_config('kept.instance', %s, true)"
WHO = """
SELECT k.id, k.name, k.last_used_on, m.id, m.role, m.user_id, i.id, i.slug, i.name, u.time_zone, u.language
  FROM identity_apikey k
  JOIN identity_membership m ON m.instance_id = k.instance_id AND m.id = k.membership_id AND m.left_at IS NULL
  JOIN identity_user u ON u.id = m.user_id AND u.is_active
  JOIN tenancy_instance i ON i.id = k.instance_id AND i.ended_at IS NULL
 WHERE k.instance_id = %(here)s AND k.secret_hash = %(digest)s AND k.revoked_at IS NULL
   AND (%(email)s = '' OR u.email = %(email)s) AND (%(slug)s = '' OR i.slug = %(slug)s)
"""
STRIKES = "SELECT count(*) FROM api_strike WHERE place = %s AND at > now() - interval '60 minutes'"
USED = "UPDATE identity_apikey SET last_used_on = %s WHERE instance_id = %s AND id = %s AND last_used_on IS DISTINCT FROM %s"
FORGET = "DELETE FROM api_strike WHERE at < now() - interval '1 day'"


def knock(instance_id: int, secret: str, email: str, slug: str) -> tuple[Any, ...] | None:
    """The row of the key, if it fits. The instance that it names is open from here on."""
    with connection.cursor() as cursor:
        cursor.execute(HERE, [str(instance_id)])
    asked = {"here": instance_id, "digest": digest(secret), "email": email, "slug": slug}
    return next(iter(execute(WHO, asked)), None)


def strikes(place: str) -> int:
    """How many wrong tries came from a place within the hour."""
    return int(execute(STRIKES, [place])[0][0])


def used(key_id: int, instance_id: int, day: Any) -> None:
    """Note that a key was used on a day; at most once a day."""
    with connection.cursor() as cursor:
        cursor.execute(USED, [day, instance_id, key_id, day])


def forget() -> None:
    """Remove strikes that no longer count."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET)
