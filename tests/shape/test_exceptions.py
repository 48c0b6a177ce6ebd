"""Each function that reads past row security has its own proof that it never reads past the instance (QUALITY I1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from kept.crm.records.words import patterns
from kept.tenancy.functions import EXCEPTIONS
from kept.tenancy.opening import system
from tests.cast import FAR, World
from tests.marked import MARKER, furnish


def call(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def finds(name: str) -> Callable[[dict[str, int]], list[Any]]:
    return lambda theirs: call(f"SELECT * FROM {name}(%s, %s)", patterns(MARKER), 100)  # noqa: S608


def twins(name: str) -> Callable[[dict[str, int]], list[Any]]:
    return lambda theirs: call(f"SELECT * FROM {name}(%s, %s)", [f"{MARKER}@example.com"], [MARKER])  # noqa: S608


def looks(name: str) -> Callable[[dict[str, int]], list[Any]]:
    return lambda theirs: call(f"SELECT * FROM {name}(%s, %s, %s)", "contacts.contact", theirs["contact"], 100)  # noqa: S608


PROOFS: dict[str, Callable[[str], Callable[[dict[str, int]], list[Any]]]] = {
    "kept_find_": finds,
    "kept_twins_": twins,
    "kept_looks": looks,
}


def proof_of(name: str) -> Callable[[dict[str, int]], list[Any]]:
    """The proof of a function, by the beginning of its name."""
    return next(proof(name) for start, proof in PROOFS.items() if name.startswith(start))


@pytest.mark.promise("L5")
@pytest.mark.parametrize("name", sorted(EXCEPTIONS))
def test_a_function_past_the_fence_stays_in_its_instance(world: World, name: str) -> None:
    theirs = furnish(world.theirs)
    furnish(world.ours, mark="mine")
    ask = proof_of(name)
    with system("there", world.theirs.instance.pk):
        there = ask(theirs)
    with system("here", world.ours.instance.pk):
        assert ask(theirs) == []
    with system("outside"):
        assert ask(theirs) == []
    if name in ("kept_find_contacts_contact", "kept_looks"):
        assert there, "the question finds something where it should"
        assert theirs["contact"] >= FAR


def test_every_function_past_the_fence_says_why(db: None) -> None:
    assert all(len(function.because) > 20 for function in EXCEPTIONS.values())
    assert all("current_setting('kept.instance'" in function.body for function in EXCEPTIONS.values())
