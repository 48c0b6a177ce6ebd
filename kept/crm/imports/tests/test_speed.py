"""An import must not become slow unseen: the CPU of a line beside a bare COPY of the same lines, in the same run (U-4a).

Measured so, it hardly depends on the machine or on who else is busy: about 120 times a bare COPY. Making records one by
one costs more than 1,500 times as much as copying them.
"""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from bench.files import people
from kept.crm.contacts.noun import CONTACTS
from kept.crm.imports.models import Import
from kept.crm.imports.starting import begin, propose_plan, run_now
from kept.crm.nouns import changing
from kept.crm.nouns.vocabulary import Vocabulary
from kept.tenancy.opening import check_references
from tests.cast import World, at_the_door

LINES, FEW = 6000, 60
BAR = 300  # times a bare COPY


def cpu() -> float:
    """Seconds of CPU that this process and its connection's server process have used."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    return time.process_time() + int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def cost(work: Callable[[], Any], rows: int) -> float:
    """Microseconds of CPU a row."""
    before = cpu()
    work()
    return (cpu() - before) / rows * 1e6


def copied(data: bytes) -> Callable[[], None]:
    """The lines, copied as they are into a table without anything."""
    width = len(next(csv.reader(io.StringIO(data.decode()))))

    def work() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMP TABLE bare ({', '.join(f'c{n} text' for n in range(width))}) ON COMMIT DROP")
            with cursor.copy("COPY bare FROM STDIN WITH (FORMAT csv)") as copy:
                copy.write(data)
            cursor.execute("DROP TABLE bare")

    return work


def imported(access: Any, data: bytes) -> Callable[[], None]:
    """The lines imported, with everything that belongs to it, references checked as at a commit."""

    def work() -> None:
        entry = begin(access, "contact", "people.csv", [data])
        entry.plan = propose_plan(entry, access).plain()
        entry.save(update_fields=["plan"])
        run_now(entry, access)
        check_references()
        assert (entry.state, entry.created) == (Import.State.DONE, LINES), entry.report

    return work


def one_by_one(access: Any) -> Callable[[], None]:
    """The broken twin: each record made by itself."""
    words = Vocabulary(me=access.member_id)
    fields = CONTACTS.fields_for(access, words)

    def work() -> None:
        for number in range(FEW):
            changing.make(CONTACTS, {"last_name": f"Vávra {number}"}, fields, access)
        check_references()

    return work


@pytest.mark.skipif(not Path("/proc/self/schedstat").exists(), reason="the CPU of the database is read from /proc")
def test_an_import_costs_no_more_than_so_many_bare_copies(world: World) -> None:
    data = people(LINES)
    with at_the_door(world.ours, "alice") as access:
        bare = min(cost(copied(data), LINES) for _ in range(5))
        whole = cost(imported(access, data), LINES)
        slow = cost(one_by_one(access), FEW)
    assert whole <= BAR * bare, f"{whole:.0f} us a line, a bare COPY {bare:.1f}"
    assert slow > BAR * bare, f"{slow:.0f} us a record one by one, a bare COPY {bare:.1f}"
    print(f"import {whole:.0f} us a line, one by one {slow:.0f}, a bare COPY {bare:.2f}")
