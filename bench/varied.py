"""A world less even than the one that is seeded: twenty owners, categories, birthdays, gaps; so that every order and
every filter of a list has something to tell apart."""

from __future__ import annotations

from typing import Any

import psycopg

OWNERS, CATEGORIES = 20, ("Customer", "Supplier", "Press", "Candidate", "Authority")
CONTACTS = """
UPDATE contacts_contact SET
  owner_id = CASE WHEN mod(id, 50) = 0 THEN NULL ELSE (%(owners)s::bigint[])[1 + mod(id, %(many)s)] END,
  category_id = CASE WHEN mod(id, 3) = 0 THEN NULL ELSE (%(categories)s::bigint[])[1 + mod(id, 5)] END,
  birthday = CASE WHEN mod(id, 3) = 0 THEN date '1950-01-01' + (mod(id * 37, 20000))::int END,
  gender = CASE mod(id, 3) WHEN 0 THEN '' WHEN 1 THEN 'MALE' ELSE 'FEMALE' END,
  title_before = CASE WHEN mod(id, 7) = 0 THEN 'Ing.' ELSE '' END,
  key_person = mod(id, 100) = 0,
  email = CASE WHEN mod(id, 10) = 0 THEN '' ELSE email END,
  phone = CASE WHEN mod(id, 6) = 0 THEN '' ELSE phone END,
  country = CASE WHEN mod(id, 4) = 0 THEN '' ELSE 'CZ' END,
  updated_at = CASE WHEN mod(id, 4) = 0 THEN created_at + interval '1 day' END,
  updated_by_id = CASE WHEN mod(id, 4) = 0 THEN (%(owners)s::bigint[])[1 + mod(id, %(many)s)] END
WHERE instance_id = %(instance)s
"""
COMPANIES = """
UPDATE companies_company SET
  owner_id = (%(owners)s::bigint[])[1 + mod(id, %(many)s)],
  registration_number = lpad(mod(id * 7919, 99999999)::text, 8, '0'),
  updated_at = CASE WHEN mod(id, 4) = 0 THEN created_at + interval '1 day' END
WHERE instance_id = %(instance)s
"""
LEFT = "DELETE FROM contacts_position WHERE instance_id = %(instance)s AND mod(contact_id, 8) = 0"


def vary(connection: psycopg.Connection[Any], known: dict[str, Any]) -> None:
    """Do it once: a world that has its twenty owners is left as it is."""
    from kept.crm.fields.models import PicklistItem
    from kept.identity.models import Membership
    from kept.tenancy.opening import system

    instance = known["instance"]
    with system("bench", instance):
        if Membership.objects.count() > OWNERS:
            return
        owners = [_owner(instance, number) for number in range(OWNERS)]
        categories = [
            PicklistItem.objects.create(instance_id=instance, list="personCategory", label=label).pk
            for label in CATEGORIES
        ]
    values = {"instance": instance, "owners": owners, "many": OWNERS, "categories": categories}
    with connection.transaction():
        connection.execute(
            "SELECT set_config('kept.instance', %s, true), set_config('kept.levels', '*', true)", [str(instance)]
        )
        for statement in (CONTACTS, COMPANIES, LEFT):
            psycopg.ClientCursor(connection).execute(statement, values)
    connection.execute("VACUUM FULL contacts_contact")
    connection.execute("VACUUM FULL companies_company")
    connection.execute("VACUUM ANALYZE")


def _owner(instance: int, number: int) -> int:
    from kept.identity.models import Membership, User

    user = User.objects.create(email=f"owner{number}@big.example", first_name="Owner", last_name=f"{number:02d}")
    name = f"{chr(65 + number * 7 % 26)}. Owner {number:02d}"
    member = Membership.objects.create(instance_id=instance, user=user, full_name=name, initials="OW", email=user.email)
    return int(member.pk)
