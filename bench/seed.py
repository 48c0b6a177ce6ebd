"""The world that is measured: 20 instances, one of them with 100,000 contacts, 20,000 companies, 50,000 tasks."""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import psycopg

from bench import people
from bench.pouring import NOW, first_id, pour

INSTANCES = 20
BIG = {"contacts": 100_000, "companies": 20_000, "tasks": 50_000}
SMALL = {"contacts": 1_000, "companies": 200, "tasks": 500}
TERMS = 300
KEYS = 4
EMAIL, PASSWORD = "bench@big.example", "a bench in the shade of a lime"


def world(path: Path, *, big: dict[str, int] = BIG, instances: int = INSTANCES, seed: int = 42) -> dict[str, Any]:
    """Make the world unless it is there; returns what a client needs to know of it."""
    if path.exists():
        return dict(json.loads(path.read_text()))
    from kept.server import connections

    begun = time.monotonic()
    draw = Random(seed)
    found: dict[str, Any] = {}
    with connections.connect("owner") as connection:
        for number in range(instances):
            slug = "big" if number == 0 else f"small-{number}"
            known = fill(connection, draw, slug, big if number == 0 else SMALL)
            found = found or known
        connection.execute("VACUUM ANALYZE")
    path.write_text(json.dumps(found))
    print(f"seeded {instances} instances in {time.monotonic() - begun:.1f} s", file=sys.stderr)
    return found


def fill(connection: psycopg.Connection[Any], draw: Random, slug: str, sizes: dict[str, int]) -> dict[str, Any]:
    """One instance with its member and records."""
    known = found_instance(slug)
    with connection.transaction():
        connection.execute(
            "SELECT set_config('kept.instance', %s, true), set_config('kept.levels', '*', true)",
            [str(known["instance"])],
        )
        known |= records(connection, draw, known, sizes)
    return known


def found_instance(slug: str) -> dict[str, Any]:
    """The instance, its shared level, a seller with a contact of their own, and keys."""
    from django.contrib.auth.hashers import make_password

    from kept.crm.contacts.models import Contact
    from kept.grants.models import LevelMember, SecurityLevel
    from kept.identity.keys import ApiKey
    from kept.identity.models import Membership, User
    from kept.tenancy.models import Instance
    from kept.tenancy.opening import system

    with system("bench"):
        instance = Instance.objects.create(slug=slug, name=slug.title())
    with system("bench", instance.pk):
        level = SecurityLevel.objects.create(instance=instance, name="Shared", locked=True)
        user = User.objects.create(
            email=EMAIL.replace("big", slug),
            first_name="Bench",
            last_name=slug.title(),
            password=make_password(PASSWORD),
        )
        member = Membership.objects.create(
            instance=instance, user=user, full_name=user.full_name, initials=user.initials, email=user.email
        )
        LevelMember.objects.create(instance=instance, level=level, membership=member)
        own = Contact.fresh(first_name="Bench", last_name=slug.title(), membership=member, security_level=level)
        own.index()
        own.save()
        keys = [ApiKey.issue(member, f"bench {number}")[1] for number in range(KEYS)]
    return {
        "slug": slug, "instance": instance.pk, "level": level.pk, "member": member.pk, "user": user.pk,
        "person": own.pk, "keys": keys, "email": user.email, "password": PASSWORD,
    }  # fmt: skip


def records(connection: psycopg.Connection[Any], draw: Random, known: dict[str, Any], sizes: dict[str, int]) -> Any:
    """Companies with addresses, contacts with positions, tasks. Returns sample ids and search terms."""
    from kept.crm.activities.models import Task
    from kept.crm.companies.models import Address, Company
    from kept.crm.contacts.models import Contact, Position

    base = (known["instance"], known["level"], known["member"], known["member"])
    whose = ("instance_id", "security_level_id", "owner_id", "created_by_id")
    company = first_id(connection, Company, sizes["companies"])
    firms = [people.firm(draw) for _ in range(sizes["companies"])]
    columns = ("id", *whose, "name", "state", "role", "rating", "search", "sort_key", "created_at")
    pour(connection, Company, columns, _companies(draw, base, company, firms))
    address = first_id(connection, Address, len(firms))
    columns = ("id", "instance_id", "company_id", "city", "country", "email", "primary", "is_contact")
    pour(connection, Address, columns, _addresses(draw, base[0], address, company, len(firms)))
    contact = first_id(connection, Contact, sizes["contacts"])
    names = [(draw.choice(people.FIRST), people.surname(draw)) for _ in range(sizes["contacts"])]
    columns = ("id", *whose, "first_name", "last_name", "email", "phone", "city", "tags", "search", "sort_key",
               "created_at")  # fmt: skip
    pour(connection, Contact, columns, _contacts(draw, base, contact, names))
    place = first_id(connection, Position, len(names))
    columns = ("id", "instance_id", "contact_id", "company_id", "title", "primary")
    pour(connection, Position, columns, _positions(draw, base[0], place, contact, company, len(names), len(firms)))
    task = first_id(connection, Task, sizes["tasks"])
    columns = ("id", *whose, "title", "contact_id", "deadline", "search", "sort_key", "created_at")
    pour(connection, Task, columns, _tasks(draw, base, task, contact, len(names), sizes["tasks"]))
    return {
        "contacts": [contact + draw.randrange(len(names)) for _ in range(TERMS)],
        "companies": [company + draw.randrange(len(firms)) for _ in range(TERMS)],
        "terms": _terms(draw, [last for _first, last in names]),
    }


def _terms(draw: Random, surnames: list[str]) -> list[str]:
    """Inner pieces of surnames, five letters long, each found in some tens to some hundreds of contacts."""
    long = [name for name in surnames if len(name) >= 7]
    found = []
    while len(found) < TERMS:
        name = draw.choice(long)
        at = draw.randrange(1, len(name) - 5)
        found.append(name[at : at + 5])
    return found


def _companies(draw: Random, base: tuple[int, ...], first: int, firms: list[str]) -> Iterator[tuple[Any, ...]]:
    from kept.crm.records.words import search_text, sort_key

    for number, name in enumerate(firms):
        state, role, rating = draw.choice("AB"), draw.choice("AB"), draw.choice("ABC")
        state = {"A": "A_POTENTIAL", "B": "B_ACTUAL"}[state]
        role = {"A": "A_SUBSCRIBER", "B": "B_PARTNER"}[role]
        words = search_text([name], [], [])
        yield (first + number, *base, name, state, role, rating, words, sort_key([name]), _then(number))


def _addresses(draw: Random, instance: int, first: int, company: int, number: int) -> Iterator[tuple[Any, ...]]:
    for one in range(number):
        mail = f"info{one}@firm.example"
        yield first + one, instance, company + one, draw.choice(people.CITIES), "CZ", mail, True, True


def _contacts(
    draw: Random, base: tuple[int, ...], first: int, names: list[tuple[str, str]]
) -> Iterator[tuple[Any, ...]]:
    from kept.crm.records.words import fold, search_text, sort_key

    for number, (given, last) in enumerate(names):
        mail = f"{fold(given)}.{fold(last)}{number}@mail.example"
        phone, city = people.phone(draw), draw.choice(people.CITIES)
        tags = ["key"] if number % 20 == 0 else []
        words = search_text([given, last, mail, city], [phone], tags)
        order = sort_key([last, given])
        yield (first + number, *base, given, last, mail, phone, city, tags, words, order, _then(number))


def _positions(
    draw: Random, instance: int, first: int, contact: int, company: int, contacts: int, companies: int
) -> Iterator[tuple[Any, ...]]:
    for one in range(contacts):
        yield first + one, instance, contact + one, company + draw.randrange(companies), draw.choice(people.JOBS), True


def _tasks(draw: Random, base: tuple[int, ...], first: int, contact: int, contacts: int, number: int) -> Iterator[Any]:
    from kept.crm.records.words import search_text, sort_key

    for one in range(number):
        title = f"Call about the offer {one}"
        due = NOW + dt.timedelta(hours=draw.randrange(-2000, 2000))
        words = search_text([title], [], [])
        yield first + one, *base, title, contact + draw.randrange(contacts), due, words, sort_key([title]), _then(one)


def _then(number: int) -> dt.datetime:
    return NOW - dt.timedelta(minutes=number)
