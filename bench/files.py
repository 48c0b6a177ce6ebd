"""How fast files go in and out: rows a second, CPU of the app and of the database, memory of the app.

python -m bench.files [contacts]        on the database of KEPT_DATA, in an instance of its own
"""

from __future__ import annotations

import csv
import io
import os
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.settings")
os.environ.setdefault("KEPT_DATA", str(Path(__file__).resolve().parents[1] / "build" / "bench"))

HEADS = [
    "First name",
    "Last name",
    "E-mail",
    "Phone",
    "Company",
    "Position",
    "City",
    "Country",
    "Birthday",
    "Tags",
    "External ID",
]


def people(many: int, seed: int = 7) -> bytes:
    """A file of invented people, about a fifth as many companies as people."""
    random = Random(seed)
    letters = "bcdfghjklmnprstvz"
    syllables = [a + b for a in letters for b in "aeiouáéíě"]

    def word(most: int) -> str:
        return "".join(random.choice(syllables) for _ in range(random.randint(2, most))).capitalize()

    firms = [f"{word(4)} {word(3)} {random.choice(('s.r.o.', 'a.s.', 'GmbH'))}" for _ in range(max(many // 5, 1))]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADS)
    for number in range(many):
        first, last = word(3), word(4)
        writer.writerow([
            first, last, f"p{number}.{seed}@firm{number % 997}.example", f"+420 {600_000_000 + number:,}".replace(",", " "),
            random.choice(firms), random.choice(("Buyer", "Owner", "Head of purchasing", "")), word(3), "CZ",
            f"19{random.randint(40, 99)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}", random.choice(("", "key", "fair; 2026")),
            f"x{seed}-{number}",
        ])  # fmt: skip
    return text.getvalue().encode()


def measured(work: Any) -> tuple[Any, float, float, float]:
    """(result, seconds, CPU seconds of the app, CPU seconds of the whole database: an import has two connections)."""
    from bench import processes

    database = processes.postmaster()
    before, own, start = processes.cpu(database), time.process_time(), time.perf_counter()
    result = work()
    return result, time.perf_counter() - start, time.process_time() - own, processes.cpu(database) - before


def tell(what: str, rows: int, seconds: float, app: float, base: float) -> None:
    """One line of the table."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{what:28} {rows:>8,} rows {seconds:7.2f} s {rows / seconds:>9,.0f} rows/s   CPU us/row: app {app / rows * 1e6:5.0f} db {base / rows * 1e6:5.0f}   peak {most:,.0f} MB",
        flush=True,
    )


class House:
    """An instance of its own, and its administrator's way in."""

    def __init__(self, slug: str) -> None:
        from tests.cast import instance

        self.slug, self.cast = slug, instance(slug, {"alice": "ADMIN"})

    def door(self) -> Any:
        """Open, for the administrator."""
        from tests.cast import at_the_door

        return at_the_door(self.cast, "alice")

    def doors(self) -> Any:
        """The same for a job."""
        from kept.tenancy.jobs import Doors

        return Doors("bench", self.cast.instance.pk, self.cast.alice.user_id, ("contacts.import",))


def main(many: int) -> None:
    """Import a file, import it again, and export everything."""
    import django

    django.setup()
    from django.db import connection

    house = House(f"bench-{int(time.time())}")
    connection.ensure_connection()
    imports(house, people(many), many)
    exports(house, many)


def imports(house: House, data: bytes, many: int) -> None:
    """The file looked at, written, and come again."""
    from kept.crm.imports import jobs
    from kept.crm.imports.models import Import

    for what, changes, job, state in (
        ("import, look ahead", {}, jobs.check, Import.State.CHECKING),
        ("import, write", {}, jobs.run, Import.State.RUNNING),
        ("import again, all skipped", {}, jobs.run, Import.State.RUNNING),
        ("import again, compared", {"duplicates": "update"}, jobs.run, Import.State.RUNNING),
    ):
        pk = begun(house, data, changes, state)
        _none, seconds, app, base = measured(lambda job=job, pk=pk: job.work(house.doors(), import_id=pk))
        tell(what, many, seconds, app, base)


def begun(house: House, data: bytes, changes: dict[str, Any], state: str) -> int:
    """An import that a job may take up, as the page leaves it."""
    from kept.crm.imports.starting import begin, propose_plan

    with house.door() as access:
        entry = begin(access, "contact", "people.csv", [data])
        plan = propose_plan(entry, access)
        for name, value in changes.items():
            setattr(plan, name, value)
        entry.plan, entry.state = plan.plain(), state
        entry.save()
        return int(entry.pk)


def exports(house: House, many: int) -> None:
    """All of them out again: the columns that a list shows, and every column."""
    for columns in ("shown", "all"):
        _size, seconds, app, base = measured(lambda columns=columns: exported(house, columns))
        tell(f"export, columns {columns}", many, seconds, app, base)


def exported(house: House, columns: str) -> int:
    """How many bytes they are."""
    from django.http import QueryDict

    from kept.crm.contacts.noun import CONTACTS
    from kept.crm.exports.page import csv_of, note, table_of
    from kept.crm.nouns.asking import Asked
    from kept.crm.nouns.pages.list_open import OpenList
    from kept.crm.nouns.vocabulary import Vocabulary

    with house.door() as access:
        words = Vocabulary(me=access.member_id)
        fields = CONTACTS.fields_for(access, words)
        open_list = OpenList(CONTACTS, access, house.slug, words, fields, Asked.read(CONTACTS, QueryDict("")))
        table = table_of(open_list, everything=columns == "all")
        ids = note(table, access, "bench")
    chunks: Iterator[bytes] = csv_of(table, access, ids)
    return sum(len(chunk) for chunk in chunks)


if __name__ == "__main__":
    from kept.server import database

    database.ensure()
    try:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
    finally:
        from django.db import connections

        connections.close_all()
        database.leave()
