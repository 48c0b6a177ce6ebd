"""Each function that reads past row security has its own proof that it never reads past the instance (QUALITY I1)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from kept.audit.models import Entry
from kept.console.lockbox.models import Reach, Step
from kept.crm.records.words import patterns
from kept.tenancy.functions import EXCEPTIONS
from kept.tenancy.opening import system
from tests.cast import FAR, Cast, World
from tests.marked import MARKER, furnish


def call(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def finds(name: str) -> Callable[[dict[str, int]], list[Any]]:
    return lambda theirs: call(f"SELECT * FROM {name}(%s, %s)", patterns(MARKER), 100)  # noqa: S608


def twins(name: str) -> Callable[[dict[str, int]], list[Any]]:
    return lambda theirs: call(f"SELECT * FROM {name}(%s, %s)", [f"{MARKER}@example.com"], [MARKER])  # noqa: S608


def follows(name: str) -> Callable[[dict[str, int]], list[Any]]:
    """The first id of there has an address; whoever comes after it is not told here."""
    return lambda theirs: call(f"SELECT * FROM {name}(%s, true, 100)", theirs["contact"])  # noqa: S608


def looks(name: str) -> Callable[[dict[str, int]], list[Any]]:
    return lambda theirs: call(f"SELECT * FROM {name}(%s, %s, %s)", "contacts.contact", theirs["contact"], 100)  # noqa: S608


def ages(name: str) -> Callable[[dict[str, int]], list[Any]]:
    """Lines of there grow old; nothing is aged out from here."""

    def ask(theirs: dict[str, int]) -> list[Any]:
        return [row for row in call(f"SELECT {name}(now(), 100)") if row != (0,)]

    return ask


def ends(name: str) -> Callable[[dict[str, int]], list[Any]]:
    """The lines of an instance that has not ended stay, whoever asks."""
    return lambda theirs: [row for row in call(f"SELECT {name}(100)") if row != (0,)]


def counts(name: str) -> Callable[[dict[str, int]], list[Any]]:
    """How many tables it looked at, and nothing of what stands in them."""
    return lambda theirs: [row for row in call(f"SELECT {name}()") if not isinstance(row[0], int)]


def busy(name: str) -> Callable[[dict[str, int]], list[Any]]:
    """It tells numbers of instances, to nobody who is inside one, and nothing else."""

    def ask(theirs: dict[str, int]) -> list[Any]:
        rows = call(f"SELECT * FROM {name}('-infinity', 'infinity')")  # noqa: S608
        known = {(0,), *call("SELECT id FROM tenancy_instance")}
        inside = call("SELECT nullif(current_setting('kept.instance', true), '') IS NOT NULL")[0][0]
        return [row for row in rows if inside or row not in known]

    return ask


OF_BOXES = {  # each asked for the other instance's operation, which is open
    "kept_box_here": "SELECT kept_box_here()",
    "kept_box_ids": "SELECT kept_box_ids('contacts.contact')",
    "kept_box_custom": "SELECT * FROM kept_box_custom('contacts.contact')",
    "kept_box_free": "SELECT nullif(kept_box_free() ~ '^kept_box_[1-8]$', true)",
    "kept_box_open": "SELECT kept_box_open(max(operation_id)) FROM lockbox_step",
    "kept_box_close": "SELECT nullif(kept_box_close(%(number)s), 0)",
    "kept_box_history": "SELECT kept_box_history('contacts.contact', 'contact', ARRAY[%(contact)s]::bigint[], ARRAY['{}'])",
}


def boxes(name: str) -> Callable[[dict[str, int]], list[Any]]:
    """Who wears no box is told nothing by what boxes ask, and nobody opens or closes another's operation."""

    def ask(theirs: dict[str, int]) -> list[Any]:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(OF_BOXES[name], {"number": FAR, "contact": theirs["contact"]})
                return [row for row in cursor.fetchall() if row != (None,)]
        except ProgrammingError as refused:
            assert "agreed" in str(refused) or "opened" in str(refused)
            return []

    return ask


def numbers(name: str) -> Callable[[dict[str, int]], list[Any]]:
    """The number from which new rows are counted, which tells of no row, whoever asks."""

    def ask(theirs: dict[str, int]) -> list[Any]:
        rows = call(f"SELECT {name}(%s)", "contacts_contact")
        return [row for row in rows if not isinstance(row[0], int)]

    return ask


def an_open_box(cast: Cast) -> None:
    """An operation that somebody of there opened."""
    with system("tests", cast.instance.pk):
        whose = {"instance_id": cast.instance.pk, "operation_id": FAR}
        until = timezone.now() + dt.timedelta(hours=1)
        Step.objects.create(**whose, side="customer", state="open", role="kept_box_8", until=until)
        Reach.objects.create(
            **whose,
            kind="contacts.contact",
            held_in="contacts_contact",
            columns=["last_name"],
            acts=["read"],
            ids=[FAR],
        )


PROOFS: dict[str, Callable[[str], Callable[[dict[str, int]], list[Any]]]] = {
    "kept_find_": finds,
    "kept_twins_": twins,
    "kept_next_": follows,
    "kept_looks": looks,
    "kept_age_out_": ages,
    "kept_end_": ends,
    "kept_unsealed": busy,
    "kept_box_": boxes,
    "kept_fresh_statistics": counts,
    "kept_tidy_words": counts,
    "kept_count_from": numbers,
}


def an_old_line(cast: Cast) -> None:
    """A line of the log of four years ago."""
    with system("tests", cast.instance.pk):
        Entry.objects.create(
            instance_id=cast.instance.pk, at=timezone.now() - dt.timedelta(days=1500), by="user", door="old",
            act="read", kind="contacts.contact", ids=[1], request_id=uuid.uuid4(),
        )  # fmt: skip


def proof_of(name: str) -> Callable[[dict[str, int]], list[Any]]:
    """The proof of a function, by the beginning of its name."""
    return next(proof(name) for start, proof in PROOFS.items() if name.startswith(start))


@pytest.mark.promise("L5")
@pytest.mark.parametrize("name", sorted(EXCEPTIONS))
def test_a_function_past_the_fence_stays_in_its_instance(world: World, name: str) -> None:
    theirs = furnish(world.theirs)
    furnish(world.ours, mark="mine")
    an_old_line(world.theirs)
    an_open_box(world.theirs)
    ask = proof_of(name)
    with system("here", world.ours.instance.pk):
        assert ask(theirs) == []
    with system("outside"):
        assert ask(theirs) == []
    with system("there", world.theirs.instance.pk):
        there = ask(theirs)
    if name in ("kept_find_contacts_contact", "kept_looks", "kept_age_out_audit_entry"):
        assert there, "the question finds something where it should"
        assert theirs["contact"] >= FAR


def test_every_function_past_the_fence_says_why(db: None) -> None:
    assert all(len(function.because) > 20 for function in EXCEPTIONS.values())
    assert all("current_setting('kept.instance'" in function.body for function in EXCEPTIONS.values())
