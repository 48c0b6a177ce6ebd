"""A long import is killed between two chunks, of which one is being kept while the next is worked on (QUALITY D-2)."""

from __future__ import annotations

from typing import Any

import pytest

from kept.crm.imports import chunks, hands, writing
from kept.crm.imports.models import Import
from tests.cast import World, at_the_door
from tests.killed import driving
from tests.killed.dying import COMMIT, COMMITTED, worker
from tests.killed.ground import Ground
from tests.server.test_killed_jobs import base

__all__ = ["base"]
HEADS = "First name;Last name;E-mail;Company;External ID\n"
PEOPLE = [
    f"Jan;Vávra{n};jan{n}@p.example;{'Papírna' if n % 2 else 'Pekárna'};{'' if n == 3 else f'x{n}'}" for n in range(9)
]
CSV = HEADS + "\n".join([*PEOPLE[:4], PEOPLE[3], *PEOPLE[4:], "Jan;Vávra8;jan8@p.example;Pekárna;"]) + "\n"
STEPS = tuple(f"{step} {n}" for n in range(2, 8) for step in (COMMIT, COMMITTED))


def a_long_file(world: World) -> dict[str, Any]:
    from kept.crm.imports.starting import arrive

    with at_the_door(world.ours, "alice") as access:
        entry, _plan = arrive(access, "contact", "people.csv", [CSV.encode()])
        entry.state = Import.State.RUNNING
        entry.save(update_fields=["state"])
    return {"instance_id": world.ours.instance.pk, "user_id": world.ours.alice.user_id, "import_id": entry.pk}


@pytest.mark.promise("D9")
def test_killed_between_two_chunks_every_line_comes_in_once(base: Ground, monkeypatch: Any) -> None:
    monkeypatch.setattr(chunks, "CHUNK", 2)
    found = driving.drive("imports.run", base, a_long_file, steps=STEPS)
    assert (found.twice, found.never) == ([], [])
    assert found.kills >= 8


@pytest.mark.parametrize("two", [True, False])
def test_two_hands_find_the_same_duplicates_as_one(base: Ground, monkeypatch: Any, two: bool) -> None:
    from tests.cast import build

    monkeypatch.setattr(chunks, "CHUNK", 2)
    if not two:
        monkeypatch.setattr(writing, "by_two_hands", hands.by_one_hand)
    ground = base.copy(f"{base.database}_hands")
    try:
        with ground.stood_on():
            driving.defer("imports.run", a_long_file(build()))
            worker("", lambda: None)
        rows = [row for row in ground.content().elements() if row.startswith("contacts_contact ")]
        assert sum("@p.example" in row for row in rows) == len(PEOPLE)
        entries = [row for row in ground.content() if row.startswith("imports_import ")]
        assert len(entries) == 1 and '"state": "done"' in entries[0]
    finally:
        ground.drop()
