"""Whose key is it, and what may it do? One round to the database, which reads nothing of a person but who it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import connection
from psycopg.types.numeric import Int8

from kept.audit.prepared import execute
from kept.grants.rights import GATHER
from kept.identity.keys import digest
from kept.identity.membership import Role
from kept.tenancy.fence import APP

CLOSED = "closed"  # told to a right key of an instance whose contract has ended
ARGUMENTS = "here bigint, hashed text, address text, called text, origin text"
KNOCK = f"""
CREATE OR REPLACE FUNCTION kept_knock({ARGUMENTS})
RETURNS TABLE (strikes bigint, told text, gathered json, key_id bigint, name text, last_used_on date, member_id bigint,
  role text, user_id bigint, instance_id bigint, slug text, title text, time_zone text, language text)
LANGUAGE plpgsql AS $body$
#variable_conflict use_column
DECLARE over timestamptz;
BEGIN
  PERFORM set_config('kept.instance', here::text, true), set_config('kept.user', '', true),
          set_config('kept.levels', '', true);
  strikes := (SELECT count(*) FROM api_strike WHERE place = origin AND at > now() - interval '60 minutes');
  SELECT k.id, k.name, k.last_used_on, m.id, m.role, m.user_id, i.id, i.slug, i.name, u.time_zone, u.language,
         i.ended_at
    INTO key_id, name, last_used_on, member_id, role, user_id, instance_id, slug, title, time_zone, language, over
    FROM identity_apikey k
    JOIN identity_membership m ON m.instance_id = k.instance_id AND m.id = k.membership_id AND m.left_at IS NULL
    JOIN identity_user u ON u.id = m.user_id AND u.is_active
    JOIN tenancy_instance i ON i.id = k.instance_id
   WHERE k.instance_id = here AND k.secret_hash = hashed AND k.revoked_at IS NULL
     AND (address = '' OR u.email = address) AND (called = '' OR i.slug = called);
  IF over IS NOT NULL THEN
    key_id := NULL;
    told := '{CLOSED}';
  END IF;
  IF key_id IS NOT NULL THEN
    gathered := (SELECT coalesce(json_agg(json_build_array(what, number, permission, flag, own)), '[]')
      FROM ({GATHER % {"here": "here", "me": "member_id"}}) AS found (what, number, permission, flag, own));
    told := CASE WHEN role = '{Role.ADMIN.value}' THEN '*' ELSE array_to_string(ARRAY(
      SELECT level_id FROM grants_levelmember WHERE instance_id = here AND membership_id = member_id), ',') END;
    PERFORM set_config('kept.levels', told, true);
  END IF;
  RETURN NEXT;
END $body$
"""  # noqa: S608
ASK = "SELECT * FROM kept_knock(%s, %s, %s, %s, %s)"
USED = "UPDATE identity_apikey SET last_used_on = %s WHERE instance_id = %s AND id = %s AND last_used_on IS DISTINCT FROM %s"
FORGET = "DELETE FROM api_strike WHERE at < now() - interval '1 day'"


class Found(NamedTuple):
    """What there is to know of who knocks: wrong tries from there, the rows of rights, key, member, instance.

    Without a fitting key there are the tries alone."""

    strikes: int
    told: str  # security levels that the database knows of from here on
    gathered: list[list[Any]]
    key_id: int | None
    name: str
    last_used_on: Any
    member_id: int
    role: str
    user_id: int
    instance_id: int
    slug: str
    title: str
    time_zone: str
    language: str


def knock(instance_id: int, secret: str, email: str, slug: str, place: str) -> Found:
    """Who knocks. The instance that the secret names is open from here on, to what its member may see."""
    return Found(*execute(ASK, [Int8(instance_id), digest(secret), email, slug, place])[0])


def functions() -> Iterator[str]:
    """The function that asks it all in one round. It has no more rights than who calls it: row security holds inside."""
    yield KNOCK
    kinds = ", ".join(argument.split(" ")[1] for argument in ARGUMENTS.split(", "))
    yield f"REVOKE ALL ON FUNCTION kept_knock({kinds}) FROM PUBLIC"
    yield f"GRANT EXECUTE ON FUNCTION kept_knock({kinds}) TO {APP}"


def used(key_id: int, instance_id: int, day: Any) -> None:
    """Note that a key was used on a day; at most once a day."""
    with connection.cursor() as cursor:
        cursor.execute(USED, [day, instance_id, key_id, day])


def forget() -> None:
    """Remove strikes that no longer count."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET)
