"""Tasks, meetings, calls, e-mails, letters and events through the API, in the contract's manner."""

from __future__ import annotations

from typing import Any

import pytest

from kept.grants.models import Share
from kept.tenancy.opening import system
from tests.cast import World

SIX = ("task", "meeting", "event", "email", "phoneCall", "letter")
WHEN = {"scheduledFrom": "2026-11-26 09:30", "scheduledTill": "2026-11-26 10:30"}


def body(program: Any, kind: str, **more: Any) -> dict[str, Any]:
    found = {"title": f"A {kind}", "priority": "DEFAULT", "owner": program.person, **WHEN, **more}
    return found | ({"deadline": "2026-11-27 12:00"} if kind == "task" else {})


@pytest.mark.parametrize("kind", SIX)
def test_an_activity_is_made_read_changed_done_and_deleted(program: Any, kind: str) -> None:
    bob = program("bob")
    eva = bob.made("person/", {"firstName": "Eva", "lastName": "Nová"})
    id = bob.made(f"{kind}/", body(bob, kind, person=eva, tags=["spring"], description="<p>Ask</p>"))
    found = bob.one(f"{kind}/{id}/")
    assert (found["title"], found["status"], found["priority"]) == (f"A {kind}", "NEW", "DEFAULT")
    assert found["person"] == {"id": eva, "fullName": "Eva Nová", "name": "Eva Nová"}
    assert found["company"] is None and found["participants"] == []
    assert found["scheduledFrom"] == "2026-11-26 09:30"
    assert found["owner"] == {"id": bob.person, "fullName": "Bob Ours"}
    assert bob.post(f"{kind}/{id}/", {"status": "COMPLETED", "tags": "spring, won"}).json() == {"success": True}
    later = bob.one(f"{kind}/{id}")
    assert later["status"] == "COMPLETED" and later["completed"] and later["tags"] == ["spring", "won"]
    assert bob.post(f"{kind}/{id}/", {"completed": None}).status_code == 200
    assert bob.one(f"{kind}/{id}/")["status"] == "NEW"
    assert bob.ids(f"{kind}/", fulltext=kind) == [id]
    assert bob.delete(f"{kind}/{id}/").json() == {"success": True}
    assert bob.get(f"{kind}/{id}/").status_code == 404


def test_the_kinds_of_talks_do_not_mix(program: Any) -> None:
    bob = program("bob")
    ids = {kind: bob.made(f"{kind}/", body(bob, kind)) for kind in SIX}
    for kind in SIX:
        assert bob.ids(f"{kind}/") == [ids[kind]], kind
        assert bob.get(f"{kind}/").json()["totalCount"] == 1
    assert bob.get(f"meeting/{ids['letter']}/").status_code == 404
    assert bob.delete(f"meeting/{ids['letter']}/").status_code == 404


def test_lists_answer_the_contracts_filters_and_orders(program: Any) -> None:
    bob = program("bob")
    firm = bob.made("company/", {"name": "Papírna", "rating": "A", "state": "B_ACTUAL", "role": "A_SUBSCRIBER"})
    eva = bob.made("person/", {"lastName": "Nová", "relationship": {"company": firm, "type": "Head"}})
    one = bob.made("task/", body(bob, "task", person=eva))
    two = bob.made("task/", body(bob, "task", title="Beta", company=firm) | {"deadline": "2027-01-01 08:00"})
    three = bob.made("task/", body(bob, "task", title="Zeta"))
    assert set(bob.ids("task/", personFilter=eva)) == {one}
    assert set(bob.ids("task/", companyContextFilter=firm)) == {one, two}
    assert bob.ids("task/", **{"deadline[GE]": "2026-12-01"}) == [two]
    assert set(bob.ids("task/", **{"owner-id": bob.person})) == {one, two, three}
    assert bob.ids("task/", **{"title[LIKE]": "Z%"}) == [three]
    assert bob.ids("task/", sortColumn="deadline", sortDirection="DESC")[0] == two
    for name in ("category", "owner", "tags", "status", "scheduledFrom", "completed", "title", "rowInfo.createdAt"):
        assert len(bob.ids("task/", sortColumn=name)) == 3, name
    assert bob.get("task/", leadContextFilter=5).status_code == 404
    assert bob.get("task/", businessCase=5).status_code == 404
    assert bob.get("task/", nonsense=5).status_code == 400
    assert bob.get("task/", personFilter="x").status_code == 400
    assert bob.get("task/", personFilter=999999).status_code == 404
    assert bob.get("task/", view="rowInfo").json()["data"][0].keys() >= {"id", "_version"}


def test_what_is_missing_or_unknown_is_said(program: Any) -> None:
    bob = program("bob")
    for wrong in ({"title": "x"}, body(bob, "task") | {"businessCase": 4}, body(bob, "task") | {"nonsense": 1},
                  body(bob, "task") | {"priority": "HIGH"}, body(bob, "task") | {"participants": [{"person": "x"}]},
                  body(bob, "task") | {"participants": "x"}, body(bob, "task") | {"status": ""}):  # fmt: skip
        answer = bob.put("task/", wrong)
        assert answer.status_code == 400, (wrong, answer.content)
    assert bob.ids("task/") == []


def test_people_take_part_and_leave_again(program: Any) -> None:
    bob, alice = program("bob"), program("alice")
    eva = bob.made("person/", {"firstName": "Eva", "lastName": "Nová"})
    id = bob.made("meeting/", body(bob, "meeting", meetingPlace="Olšany", participants=[{"person": eva}]))
    asked = [{"person": alice.person, "role": "TO"}]
    assert bob.post(f"meeting/{id}/", {"participants": asked}).status_code == 200
    found = bob.one(f"meeting/{id}/")
    assert found["meetingPlace"] == "Olšany"
    assert [(one["person"], one["name"], one["role"]) for one in found["participants"]] == [
        (eva, "Eva Nová", None), (alice.person, "Alice Ours", "TO"),
    ]  # fmt: skip
    first = found["participants"][0]["id"]
    assert bob.ids("meeting/", personFilter=alice.person) == [id]
    assert bob.post(f"meeting/{id}/", {"participants": [{"id": -first}]}).status_code == 200
    assert [one["person"] for one in bob.one(f"meeting/{id}/")["participants"]] == [alice.person]
    assert bob.post(f"meeting/{id}/", {"participants": [{"id": 999999, "person": eva}]}).status_code == 404


@pytest.mark.promise("D3")
def test_it_hides_a_task_about_somebody_whom_a_level_hides(program: Any, world: World) -> None:
    alice, bob = program("alice"), program("bob")
    from kept.grants.models import SecurityLevel

    with system("tests", world.ours.instance.pk):
        hidden = SecurityLevel.fresh(name="Board")
        hidden.save()
    eva = alice.made("person/", {"lastName": "Nová", "securityLevel": hidden.pk})
    id = alice.made("task/", body(alice, "task", person=eva))
    assert alice.one(f"task/{id}/")["securityLevel"]["id"] == hidden.pk
    assert bob.get(f"task/{id}/").status_code == 404
    assert bob.ids("task/") == []
    with system("tests", world.ours.instance.pk):
        assert not Share.objects.filter(record_id=id).exists()


@pytest.mark.promise("L5")
def test_it_hides_activities_from_another_instance(program: Any) -> None:
    bob, mallory = program("bob"), program("mallory")
    for kind in SIX:
        id = bob.made(f"{kind}/", body(bob, kind))
        assert mallory.get(f"{kind}/{id}/").status_code == 404
        assert mallory.ids(f"{kind}/") == []
        assert mallory.post(f"{kind}/{id}/", {"title": "x"}).status_code == 404


def test_external_ids_tags_and_locks_are_those_of_every_record(program: Any) -> None:
    bob = program("bob")
    id = bob.made("task/", body(bob, "task", extId="erp:7"))
    assert bob.one("task/ext/erp:7/")["id"] == id
    assert bob.put(f"task/{id}/tag/", {"tag": "hot"}).status_code == 201
    assert bob.post(f"task/{id}/lock").status_code == 200
    assert bob.post(f"task/{id}/", {"title": "x"}).status_code == 500
    assert bob.post(f"task/{id}/unlock").status_code == 200
    assert bob.post(f"task/{id}/", {"title": "x"}).status_code == 200


def test_nothing_ends_before_it_begins(program: Any) -> None:
    bob = program("bob")
    turned = {"scheduledFrom": "2026-11-26 09:30", "scheduledTill": "2026-11-26 09:00"}
    refused = bob.put("meeting/", body(bob, "meeting") | turned)
    assert (refused.status_code, refused.json()["type"]) == (400, "BadRequest")
    id = bob.made("meeting/", body(bob, "meeting"))
    assert bob.post(f"meeting/{id}/", {"scheduledTill": "2026-11-26 09:00"}).status_code == 400
    assert bob.one(f"meeting/{id}/")["scheduledTill"] == "2026-11-26 10:30"
    assert bob.post(f"meeting/{id}/", {"scheduledTill": "2026-11-26 09:30"}).status_code == 200


@pytest.mark.promise("D3")
@pytest.mark.parametrize("kind", ["task", "meeting", "phoneCall"])
def test_an_activity_is_discussed_as_a_person_is(program: Any, kind: str) -> None:
    alice, bob, mallory = program("alice"), program("bob"), program("mallory")
    one = bob.made(f"{kind}/", body(bob, kind))
    written = bob.put(f"{kind}/{one}/post/", {"comment": "She likes paper"})
    assert written.status_code == 201, written.content
    first = written.json()["data"]["id"]
    assert alice.put(f"{kind}/{one}/post/", {"parent": first, "comment": "So does he"}).status_code == 201
    found = bob.get(f"{kind}/{one}/post/").json()
    assert (found["totalCount"], [post["comment"] for post in found["data"]]) == (2, ["She likes paper", "So does he"])
    assert found["data"][0]["owner"] == {"id": bob.person, "fullName": "Bob Ours"}
    other = "meeting" if kind != "meeting" else "task"
    assert bob.get(f"{other}/{one}/post/").status_code == 404
    assert bob.put(f"{other}/{one}/post/", {"comment": "x"}).status_code == 404
    assert mallory.get(f"{kind}/{one}/post/").status_code == 404
    assert bob.delete(f"{kind}/{one}/post/{found['data'][1]['id']}/").status_code == 500, "it is somebody else's"
    assert bob.delete(f"{kind}/{one}/post/{first}/").status_code == 201
    assert bob.get(f"{kind}/{one}/post/").json()["totalCount"] == 1
