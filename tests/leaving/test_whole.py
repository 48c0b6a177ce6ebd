"""Nothing is forgotten: not a kind, not a column, not a row. Each check finds what was broken on purpose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import models
from django.test.utils import isolate_apps

from kept.policy.holdings import NoPersonalData
from kept.privacy.leaving.checks import unsaid
from kept.privacy.leaving.comparing import differences
from kept.privacy.leaving.travelling import KINDS, Travel, Way
from kept.tenancy.fence import fenced_models
from kept.tenancy.models import InstanceModel
from tests.cast import World
from tests.leaving.forging import Members, edit, forged, put, rows
from tests.leaving.test_coming_back import taken_out
from tests.marked import furnish


@pytest.mark.promise("R5")
def test_every_kind_of_row_says_what_it_does_when_its_instance_leaves() -> None:
    assert unsaid(fenced_models()) == []


@pytest.mark.promise("R5")
@isolate_apps("kept.privacy.leaving")
def test_a_new_kind_that_says_nothing_and_a_column_that_nobody_speaks_of_stop_the_build() -> None:
    class Gadget(InstanceModel):
        holds = NoPersonalData(because="a twin")
        maker_id = models.BigIntegerField()
        more = models.JSONField(default=dict)

        class Meta(InstanceModel.Meta):
            app_label = "leaving"

    label = "leaving.gadget"
    assert unsaid([Gadget], {}) == [f"{label} does not say what it does when its instance leaves"]
    assert len(unsaid([Gadget], {label: Travel(label, Way.TRAVELS)})) == 2
    said = Travel(label, Way.TRAVELS, numbers=("maker_id",), data={"more": lambda value: None})
    assert unsaid([Gadget], {label: said}) == []
    assert unsaid([Gadget], {label: Travel(label, Way.STAYS)}) == [f"{label} does not travel, and does not say why"]
    wrong = Travel(label, Way.TRAVELS, numbers=("maker_id", "no_such"), data={"more": lambda value: None})
    assert unsaid([Gadget], {label: wrong}) == [f"{label}.no_such: there is no such column"]


@pytest.mark.promise("R5")
def test_what_does_not_travel_says_why() -> None:
    assert all(one.because for one in KINDS.values() if one.way is not Way.TRAVELS)


LOSSES: dict[str, Callable[[Members], Any]] = {
    "a row": lambda members: put(members, "contacts.contact", rows(members, "contacts.contact")[:-1]),
    "a value": edit("contacts.contact", last_name="Another"),
    "a custom field": lambda members: put(members, "fields.customfield", []),
    "a custom value": edit("contacts.contact", custom={}),
    "a line of history": lambda members: put(members, "records.change", []),
    "a file": lambda members: members.pop(next(n for n in members if n.startswith("files/") and n.endswith("t"))),
    "a file's bytes": lambda members: members.update(
        {next(n for n in members if n.startswith("files/") and n.endswith("t")): b"another"}
    ),
    "a kind": lambda members: members.pop("data/grants.grant.jsonl"),
    "a setting": lambda members: members.update({"instance.json": members["instance.json"].replace(b"CZK", b"EUR")}),
    "a choice": lambda members: put(members, "titles.legaltitle", []),
}


@pytest.mark.promise("R5")
@pytest.mark.parametrize("name", LOSSES)
def test_comparing_finds_what_was_lost(world: World, name: str) -> None:
    furnish(world.ours)
    archive = taken_out(world.ours)
    same = forged(archive, lambda members: [members.pop(n) for n in list(members) if n.startswith("log/")])
    assert [one for one in differences(archive, same) if "come along" not in one] == []
    found = [one for one in differences(archive, forged(archive, LOSSES[name])) if "come along" not in one]
    assert found, name
