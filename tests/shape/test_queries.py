"""How many queries each page takes: as few as written down, and no more for many rows than for few (QUALITY U-4).

`make queries` writes the numbers down; without `KEPT_MAY_RISE=1` none of them rises.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kept.consent.bases import Basis
from kept.console.announcing import unread
from kept.crm.activities.models import Note, Talk, Task
from kept.crm.companies.models import Address, Company
from kept.crm.contacts.models import Contact, Position
from kept.crm.titles.models import LegalTitle, LegalTitleTemplate
from kept.privacy.notices import current
from kept.tenancy.opening import system
from tests.cast import Cast, World
from tests.marked import furnish
from tests.walk import DOORS, foreign_numbers, signed_in

LEDGER = Path(__file__).with_name("queries.json")
REWRITE = bool(os.environ.get("KEPT_QUERIES"))
MAY_RISE = bool(os.environ.get("KEPT_MAY_RISE"))
# The last is asked inside another transaction alone, as tests are: a new one knows no instance to be forgotten.
FRAME = ("SAVEPOINT", "RELEASE SAVEPOINT", "BEGIN", "COMMIT", "SELECT set_config('kept.instance', '', true)")
FEW, MANY = 10, 60
MOST = 12  # of a page that is not written down yet (QUALITY U-4)


@pytest.fixture(autouse=True)
def versions_are_known_throughout(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Now and then a process asks which version of the notice is in force, and what was announced: on whichever page
    comes next."""
    monkeypatch.setattr(current, "SECONDS", float("inf"))
    current.versions()
    monkeypatch.setattr(unread, "SECONDS", float("inf"))
    unread.live()


def fill(cast: Cast, ids: dict[str, int], rows: int) -> None:
    """More rows of each kind, in the lists and beside the one record that is looked at."""
    with system("filling", cast.instance.pk):
        level, owner = cast.level, cast.alice
        contact, company = Contact.objects.get(pk=ids["contact"]), Company.objects.get(pk=ids["company"])
        template = LegalTitleTemplate.objects.create(name=f"for {rows}", basis=Basis.CONSENT)
        day = timezone.now().date()
        for n in range(rows):
            firm = Company.objects.create(name=f"Firm {rows} {n}", owner=owner, security_level=level)
            Address.objects.create(company=firm, name="Seat", city="Praha", primary=True)
            person = Contact.objects.create(last_name=f"Person {rows} {n}", owner=owner, security_level=level)
            Position.objects.create(contact=person, company=firm, title="Buyer", primary=True)
            Position.objects.create(contact=contact, company=firm, title="Adviser")
            Position.objects.create(contact=person, company=company, title="Adviser")
            for one in (person, contact):
                LegalTitle.objects.create(template=template, contact=one, valid_from=day)
            for record in ({"contact": contact}, {"company": company}):
                Note.objects.create(text="A word", by=owner, **record)
                Task.objects.create(
                    title="A task", owner=owner, security_level=level, deadline=timezone.now(), **record
                )
                Talk.objects.create(
                    title="A talk", owner=owner, security_level=level, scheduled_from=timezone.now(), **record
                )


def asked(client: Client, url: str) -> int | None:
    """How many queries a page takes once its caches are warm, or None where there is no page."""
    if client.get(url).status_code != 200:
        return None
    with CaptureQueriesContext(connection) as queries, prepared_ones() as prepared:
        response = client.get(url)
        response.getvalue()
    return len(prepared) + sum(not query["sql"].startswith(FRAME) for query in queries)


@contextmanager
def prepared_ones() -> Iterator[list[Any]]:
    """The statements that go to the database past Django's own cursor: they count like any other."""
    found: list[Any] = []
    execute = psycopg.Cursor.execute

    def noted(cursor: Any, *given: Any, **more: Any) -> Any:
        if not isinstance(cursor, psycopg.ClientCursor):  # those are Django's, and counted already
            found.append(given[0])
        return execute(cursor, *given, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(psycopg.Cursor, "execute", noted)
        yield found


def all_asked(world: World, ids: dict[str, int]) -> dict[str, int]:
    """The queries of every page by the name of its door."""
    client = signed_in(world.ours, "alice")
    found = {}
    for door in DOORS:
        queries = asked(client, door.address("ours", foreign_numbers(door, ids)))
        if queries is not None:
            found[door.name.strip(":")] = queries
    return found


def risen(now: dict[str, int], before: dict[str, int]) -> list[str]:
    """The pages that take more queries than they did."""
    return [f"{page}: {before[page]} queries, now {n}" for page, n in now.items() if n > before.get(page, n)]


@pytest.mark.django_db
def test_no_page_takes_more_queries_than_it_did_nor_more_for_more_rows(world: World) -> None:
    ids = furnish(world.ours, mark="mine")
    fill(world.ours, ids, FEW)
    few = all_asked(world, ids)
    fill(world.ours, ids, MANY - FEW)
    many = all_asked(world, ids)
    assert len(few) > 30
    assert risen(many, few) == []
    ledger = json.loads(LEDGER.read_text()) if LEDGER.exists() else {}
    if REWRITE:
        keep = {page: n if MAY_RISE else min(n, ledger.get(page, n)) for page, n in many.items()}
        LEDGER.write_text(json.dumps(dict(sorted(keep.items())), indent=1) + "\n")
        return
    assert risen(many, ledger) == []
    new = {page: n for page, n in many.items() if page not in ledger}
    assert {page: n for page, n in new.items() if n > MOST} == {}, "a new page asks too much; then run `make queries`"


def test_a_page_that_asks_for_each_row_is_found_out(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from kept.crm.nouns.pages import list_page

    line = list_page.line

    def asking(*arguments: object) -> object:
        Company.objects.count()
        return line(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(list_page, "line", asking)
    ids = furnish(world.ours, mark="mine")
    client = signed_in(world.ours, "alice")
    numbers = []
    for rows in (2, 5):
        fill(world.ours, ids, rows)
        numbers.append({"list": asked(client, "/ours/contacts/") or 0})
    assert risen(numbers[1], numbers[0])
