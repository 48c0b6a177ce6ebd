"""Lines of the log as they are written: what an array of PostgreSQL must be told apart from."""

from __future__ import annotations

import pytest

from kept.audit.access import Access
from kept.audit.entries import write
from kept.audit.models import Entry
from tests.cast import World, at_the_door


@pytest.mark.promise("D5")
@pytest.mark.parametrize("key", ['with "quotes"', "with \\\\ a stroke", "{braces}, and a comma", "NULL", "", "ř"])
def test_keys_and_groups_stand_in_the_log_as_they_are(world: World, key: str) -> None:
    access = Access(door="trial", instance_id=world.ours.instance.pk)
    access.read("kind.of.words", [key, 7], [key, "contact"])
    with at_the_door(world.ours, "alice"):
        assert write(access) == 1
        entry = Entry.objects.get(kind="kind.of.words")
        assert (entry.ids, entry.keys, entry.groups) == ([7], [key], sorted([key, "contact"]))
