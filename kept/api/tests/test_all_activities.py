"""The list of all activities, whatever their kind."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kept.api.tests.test_activities import SIX, body
from kept.audit.models import Entry
from kept.grants.models import SecurityLevel
from kept.tenancy.opening import system
from tests.cast import World

NAMES = {"task": "Task", "meeting": "Meeting", "event": "Event", "email": "Email", "phoneCall": "PhoneCall",
         "letter": "Letter"}  # fmt: skip


def of_each(program: Any, **more: Any) -> dict[str, int]:
    """One activity of each kind, the second begins an hour after the first, and so on."""
    return {
        kind: program.made(f"{kind}/", body(program, kind, scheduledFrom=f"2026-11-26 0{hour}:00", **more))
        for hour, kind in enumerate(SIX, 1)
    }


def listed(program: Any, **asked: Any) -> list[tuple[str, int]]:
    answer = program.get("activity/", **asked)
    assert answer.status_code == 200, answer.content
    return [(row["_entityName"], row["id"]) for row in answer.json()["data"]]


def test_all_kinds_stand_in_one_list_and_each_row_says_its_kind(program: Any) -> None:
    bob = program("bob")
    made = of_each(bob)
    assert set(listed(bob)) == {(NAMES[kind], id) for kind, id in made.items()}
    rows = {row["_entityName"]: row for row in bob.get("activity/").json()["data"]}
    for kind in SIX:
        alone = bob.get(f"{kind}/").json()["data"][0]
        assert {key: value for key, value in rows[NAMES[kind]].items() if key in alone} == {
            key: value for key, value in alone.items() if key in rows[NAMES[kind]]
        }
    assert {frozenset(row) for row in rows.values()} == {frozenset(rows["Task"])}


def test_pages_follow_one_another_through_both_tables(program: Any) -> None:
    bob = program("bob")
    made = of_each(bob)
    whole = [(NAMES[kind], made[kind]) for kind in SIX]
    asked = {"sortColumn": "scheduledFrom"}
    assert listed(bob, **asked) == whole
    assert listed(bob, **asked, sortDirection="DESC") == whole[::-1]
    assert [row for page in range(3) for row in listed(bob, **asked, offset=2 * page, limit=2)] == whole
    assert bob.get("activity/", **asked, limit=2).json()["totalCount"] == 6
    assert bob.get("activity/", **asked, offset=40).json() == {"success": True, "totalCount": 6, "data": []}


@pytest.mark.parametrize(
    "name",
    ["id", "rowInfo.createdAt", "rowInfo.updatedAt", "rowInfo.lastModifiedAt", "title", "tags", "scheduledFrom",
     "scheduledTill", "completed", "category", "owner", "status"],
)  # fmt: skip
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
def test_every_order_of_the_contract_is_known(program: Any, name: str, direction: str) -> None:
    bob = program("bob")
    of_each(bob)
    whole = listed(bob, sortColumn=name, sortDirection=direction)
    assert len(set(whole)) == 6
    assert [
        one for at in range(6) for one in listed(bob, sortColumn=name, sortDirection=direction, offset=at, limit=1)
    ] == whole


def test_the_contracts_filters_narrow_both_tables(program: Any) -> None:
    bob = program("bob")
    firm = bob.made("company/", {"name": "Papírna", "rating": "A", "state": "B_ACTUAL", "role": "A_SUBSCRIBER"})
    eva = bob.made("person/", {"lastName": "Nová", "relationship": {"company": firm, "type": "Head"}})
    task = bob.made("task/", body(bob, "task", person=eva, tags=["hot"]))
    call = bob.made("phoneCall/", body(bob, "phoneCall", company=firm, title="Zeta", status="COMPLETED"))
    bob.made("letter/", body(bob, "letter"))
    assert set(listed(bob, personFilter=eva)) == {("Task", task)}
    assert set(listed(bob, companyContextFilter=firm)) == {("Task", task), ("PhoneCall", call)}
    assert listed(bob, tags="hot") == [("Task", task)]
    assert listed(bob, status="COMPLETED") == [("PhoneCall", call)]
    assert listed(bob, fulltext="zeta") == listed(bob, **{"title[LIKE]": "Z%"}) == [("PhoneCall", call)]
    assert len(listed(bob, **{"owner-id": bob.person, "scheduledFrom[GE]": "2026-11-01"})) == 3
    assert len(listed(bob, **{"rowInfo.lastModifiedAt[GT]": "2020-01-01"})) == 3
    assert listed(bob, **{"completed[GT]": "2020-01-01"}) == [("PhoneCall", call)]
    for wrong, status in (({"deadline": "2026-01-01"}, 400), ({"nonsense": 1}, 400), ({"view": "x"}, 400),
                          ({"sortColumn": "deadline"}, 400), ({"personFilter": 999999}, 404),
                          ({"leadContextFilter": 4}, 404), ({"businessCase": 4}, 404)):  # fmt: skip
        assert bob.get("activity/", **wrong).status_code == status, wrong


def test_the_state_alone_is_told_of_each_kind(program: Any) -> None:
    bob = program("bob")
    made = of_each(bob)
    found = bob.get("activity/", view="rowInfo").json()["data"]
    assert {(row["_entityName"], row["id"]) for row in found} == {(NAMES[kind], id) for kind, id in made.items()}
    assert all("title" not in row and "rowInfo.createdAt" in row for row in found)


def test_a_kind_by_itself_has_details_the_mixture_has_none(program: Any) -> None:
    bob = program("bob")
    task = of_each(bob)["task"]
    answer = bob.get(f"activity/{task}/")
    assert (answer.status_code, answer.content) == (404, b"")


@pytest.mark.promise("D3")
def test_it_hides_what_a_level_hides(program: Any, world: World) -> None:
    alice, bob = program("alice"), program("bob")
    with system("tests", world.ours.instance.pk):
        hidden = SecurityLevel.fresh(name="Board")
        hidden.save()
    eva = alice.made("person/", {"lastName": "Nová", "securityLevel": hidden.pk})
    of_each(alice, person=eva)
    assert len(listed(alice)) == 6
    assert listed(bob) == [] and bob.get("activity/").json()["totalCount"] == 0
    assert bob.get("activity/", personFilter=eva).status_code == 404


@pytest.mark.promise("L5")
def test_it_hides_activities_from_another_instance_and_from_who_may_see_none(program: Any) -> None:
    of_each(program("bob"))
    assert listed(program("mallory")) == []
    assert program("dan").get("activity/").status_code == 500


@pytest.mark.promise("D5")
def test_only_what_stands_on_the_page_is_read_and_all_of_it_is_logged(program: Any, world: World) -> None:
    bob = program("bob")
    made = of_each(bob)
    listed(bob, sortColumn="scheduledFrom", limit=2)
    with system("asking", world.ours.instance.pk):
        entries = Entry.objects.filter(door="api:activityGet", act="read")
        read = {entry.kind: sorted(entry.ids) for entry in entries}
    assert read["activities.task"] == [made["task"]]
    assert read["activities.talk"] == [made["meeting"]]


def test_it_asks_as_often_for_many_as_for_few(program: Any) -> None:
    bob = program("bob")

    def questions() -> int:
        before = connection.asked  # type: ignore[attr-defined]
        with CaptureQueriesContext(connection) as seen:
            listed(bob)
        return len(seen) + connection.asked - before  # type: ignore[attr-defined]

    of_each(bob)
    listed(bob)
    few = questions()
    for _more in range(3):
        of_each(bob)
    assert questions() <= few
