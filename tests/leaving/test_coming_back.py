"""Taking everything along, bringing it in elsewhere, and taking it along again: the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kept.crm.contacts.noun import CONTACTS
from kept.crm.records.history import Change
from kept.crm.records.shared import Tag
from kept.identity.models import Membership
from kept.privacy.leaving import takeouts
from kept.privacy.leaving.bringing import bring
from kept.privacy.leaving.comparing import differences
from kept.privacy.leaving.laid import Laid
from kept.privacy.leaving.models import Takeout
from kept.privacy.leaving.progress import Progress
from kept.privacy.leaving.travelling import Way, kinds
from kept.privacy.leaving.under_way import Bringing
from kept.privacy.leaving.unpacking import Unpacking
from kept.public.founding import found_instance
from kept.tenancy.models import Instance
from kept.tenancy.opening import system
from tests.cast import Cast, World, at_the_door
from tests.leaving import random_world
from tests.leaving.forging import forged, put, read, rows
from tests.making import browser_of, made
from tests.marked import furnish

Archive = tuple[Path, str]


def taken_out(cast: Cast, who: str = "alice") -> Archive:
    with at_the_door(cast, who) as access:
        asked = takeouts.ask(access)
        takeouts.make(asked, access)
        return asked.place, takeouts.password_once(asked)


def new_home(world: World, name: str = "new home") -> Cast:
    """An empty instance that alice has just founded."""
    alice = world.ours.members["alice"].user
    with system("tests"):
        instance = found_instance(alice, name)
    with system("tests", instance.pk):
        return Cast(instance, None, {"alice": Membership.objects.get(user=alice)})  # type: ignore[arg-type]


def brought(home: Cast, archive: Archive) -> Bringing:
    with at_the_door(home, "alice") as access:
        journey = Takeout.fresh()
        unpacking, laid = Unpacking(*archive), Laid(journey)
        try:
            made = bring(access, unpacking, Progress(journey), laid)
            home.members["alice"] = Membership.objects.get(user_id=access.user_id)
            return made
        except BaseException:
            laid.remove()
            raise
        finally:
            unpacking.close()


@pytest.mark.promise("R5", "L5")
def test_what_comes_back_is_what_went(world: World) -> None:
    furnish(world.ours)
    before = taken_out(world.ours)
    home = new_home(world)
    brought(home, before)
    after = taken_out(home)
    assert differences(before, after) == []
    assert Instance.objects.get(pk=home.instance.pk).name == "new home"


@pytest.mark.promise("R5", "L5")
def test_two_that_were_merged_go_along_with_what_was_merged(world: World) -> None:
    pair = [made(world, CONTACTS, first_name="Jana", last_name=name) for name in ("Nová", "Novákova")]
    answer = browser_of(world, "alice").post(f"/ours/contacts/{pair[0]}/merge/?other={pair[1]}", {})
    assert answer.status_code == 302, answer.content[:500]
    before = taken_out(world.ours)
    home = new_home(world)
    brought(home, before)
    assert differences(before, taken_out(home)) == []
    with at_the_door(home, "alice"):
        assert [one.values for one in Change.objects.filter(act=Change.MERGED)] == [{"from": pair[1]}]


@pytest.mark.promise("R5", "L5")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_stands_in_it_comes_back_as_it_was(world: World, seed: int) -> None:
    with at_the_door(world.ours, "alice"):
        made = random_world.fill(world.ours, seed)
    assert made > 150
    before = taken_out(world.ours)
    home = new_home(world)
    brought(home, before)
    after = taken_out(home)
    assert differences(before, after) == []
    filled = {label for label, n in told_rows(before).items() if n}
    assert filled >= {one.label for one in kinds(Way.TRAVELS)}, "a row of every kind that travels"


def told_rows(archive: Archive) -> dict[str, int]:
    members = json.loads(read(archive)["manifest.json"])["members"]
    return {name[5:-6]: each["rows"] for name, each in members.items() if name.startswith("data/") and "rows" in each}


@pytest.mark.promise("R5")
def test_a_second_move_hands_on_the_log_of_the_first_home(world: World) -> None:
    furnish(world.ours)
    first = taken_out(world.ours)
    home = new_home(world)
    brought(home, first)
    second = taken_out(home)
    third_home = new_home(world, "third home")
    brought(third_home, second)
    found = read(taken_out(third_home))
    assert found["earlier/1/audit.entry.jsonl"] == read(first)["log/audit.entry.jsonl"]
    assert found["earlier/2/audit.entry.jsonl"] == read(second)["log/audit.entry.jsonl"]


@pytest.mark.promise("R5")
def test_what_comes_in_is_found_by_the_same_words_and_counted_the_same(world: World) -> None:
    from kept.crm.companies.models import Address, Company
    from kept.crm.contacts.models import Contact
    from kept.crm.records.tally import Tally

    furnish(world.ours)
    with at_the_door(world.ours, "alice"):
        company = Company.objects.order_by("pk").first()
        Address.fresh(company=company, phone="+420 777 123 456").save()
        company.index()
        company.save()
    home = new_home(world)
    brought(home, taken_out(world.ours))

    def told(cast: Cast) -> Any:
        with system("tests", cast.instance.pk):
            words = [
                list(model.objects.order_by("pk").values_list("pk", "search", "sort_key"))
                for model in (Contact, Company)
            ]
            counts = {}
            for kind, n in Tally.objects.values_list("kind", "n"):
                counts[kind] = counts.get(kind, 0) + n
            return words, counts

    assert told(home) == told(world.ours)
    assert "777123456" in str(told(home))


@pytest.mark.promise("R5")
def test_new_records_are_numbered_beyond_those_that_came(world: World) -> None:
    furnish(world.ours)
    far = 700_000_000

    def move_away(members: dict[str, bytes]) -> None:
        found = rows(members, "records.tag")
        put(members, "records.tag", [{**row, "id": far + n} for n, row in enumerate(found)])

    home = new_home(world)
    brought(home, forged(taken_out(world.ours), move_away))
    with at_the_door(home, "alice"):
        tag = Tag.fresh(kind="contact", name="new")
        tag.save()
        assert tag.pk > far


@pytest.mark.promise("R5")
def test_a_founder_whom_the_archive_does_not_know_is_added_and_nothing_else(world: World) -> None:
    furnish(world.ours)
    before = taken_out(world.ours)
    mallory = world.theirs.members["mallory"].user
    with system("tests"):
        instance = found_instance(mallory, "stranger")
    with system("tests", instance.pk):
        home = Cast(instance, None, {"alice": Membership.objects.get(user=mallory)})  # type: ignore[arg-type]
    brought(home, before)
    found = differences(before, taken_out(home))
    assert found and all("is in the second only" in one or one.startswith("tables/contact.csv") for one in found), found
    with at_the_door(home, "alice") as access:
        assert access.rights.may("instance.manage")
