"""An operation from its asking to its certificate, through the doors that people use."""

from __future__ import annotations

from typing import Any

import pytest

from kept.audit.models import Entry
from kept.console.lockbox import closing, settling
from kept.console.lockbox.models import Certificate, Line, Operation
from kept.console.lockbox.operations import Case
from kept.crm.contacts.models import Contact
from kept.crm.contacts.noun import CONTACTS
from kept.crm.records.history import Change
from kept.grants.staff import StaffRole
from kept.tenancy.opening import system
from tests.cast import World
from tests.hands import second_step
from tests.making import made
from tests.staff import hire
from tests.walk import signed_in

WISH = {
    "kind": "correction", "why": "Numbers written with spaces", "fields_of": ["contacts.contact:last_name", "contacts.contact:phone"],
    "by": "tag", "tag": "fair", "acts": ["read", "correct", "copy"], "rows": "10", "hours": "2",
}  # fmt: skip


@pytest.fixture
def people(world: World) -> dict[str, int]:
    """Three from the fair, one that is not, and one of another customer."""
    found = {
        name: made(world, CONTACTS, "alice", last_name=name, phone="777 123 456", tags=tags)
        for name, tags in (("Nová", ["fair"]), ("Malý", ["fair"]), ("Dlouhá", ["fair"]), ("Jiný", []))
    }
    found["Cizí"] = made(world, CONTACTS, "mallory", last_name="Cizí", tags=["fair"])
    return found


@pytest.mark.promise("D8")
def test_a_customer_asks_staff_proposes_the_customer_opens_and_watches_and_gets_a_certificate(
    world: World, people: dict[str, int], tmp_path: Any, settings: Any
) -> None:
    settings.DATA_DIR = tmp_path
    alice, bob = signed_in(world.ours, "alice"), hire(world, "bob", StaffRole.SUPPORT)
    assert alice.post("/ours/privacy/lockbox/ask/", WISH).status_code == 302
    with system("tests", world.ours.instance.pk):
        number = Operation.objects.get().pk
    ours, desk = f"/ours/privacy/lockbox/{number}/", f"/operator/lockbox/{number}/"
    assert b"Propose an agreement" in bob.get(desk).content
    assert bob.post(f"{desk}answer/", {**WISH, "price": "2 000 CZK"}).status_code == 302
    page = alice.get(ours).content.decode()
    assert "2 000 CZK" in page
    assert alice.get(f"{ours}accept/").status_code == 302, "asks for a second step"
    second_step(alice)
    page = alice.get(f"{ours}accept/").content.decode()
    digest = page.split('name="digest" value="')[1].split('"')[0]
    assert alice.post(f"{ours}accept/", {"digest": digest}).status_code == 302
    second_step(bob)
    assert bob.get(f"{desk}work/").status_code == 302, "nobody is inside who did not go in"
    assert bob.post(f"{desk}enter/").status_code == 302
    page = bob.get(f"{desk}work/").content.decode()
    assert all(name in page for name in ("Nová", "Malý", "Dlouhá"))
    assert not any(name in page for name in ("Jiný", "Cizí"))
    wanted = {"kind": "contacts.contact", "field": "phone", "find": " ", "put": ""}
    assert b"3 records would change" in bob.post(f"{desk}correct/", wanted).content
    assert bob.post(f"{desk}correct/", {**wanted, "sure": "yes"}).status_code == 302
    with system("tests", world.ours.instance.pk):
        phones = dict(Contact.objects.values_list("last_name", "phone"))
        change = Change.objects.filter(record_id=people["Nová"]).latest("pk")
        assert change.values == {"phone": ["777 123 456", "777123456"]}
        assert settling.index(world.ours.instance.pk, change.operation_id) == 3
        assert Entry.objects.filter(by="lockbox", act="changed").get().ids == sorted(
            people[n] for n in ("Nová", "Malý", "Dlouhá")
        )
    assert phones["Nová"] == "777123456"
    assert phones["Jiný"] == "777 123 456"
    assert bob.post(f"{desk}copy/", {"kind": "contacts.contact"}).status_code == 302
    assert b"Dlouh" in bob.get(f"{desk}copy/").content
    live = alice.get(f"{ours}live/?after=0", headers={"HX-Request": "true"}).content.decode()
    assert "Bob Ours" in live
    assert alice.post(f"{ours}end/").status_code == 302
    assert bob.get(f"{desk}work/").status_code == 302
    assert closing.close(world.ours.instance.pk, number)
    page = alice.get(f"{ours}certificate/").content.decode()
    assert "Records seen" in page
    assert bob.get(f"{desk}certificate/?as=json").json()["facts"]["left"] == {
        "privileges": 0,
        "sessions": 0,
        "files": 0,
    }
    assert alice.get(f"{ours}certificate/?as=pdf")["Content-Type"] == "application/pdf"
    with system("tests", world.ours.instance.pk):
        facts = Certificate.objects.get().facts
        assert (facts["reached"], facts["seen"], facts["changed"], facts["copied"], facts["copies_destroyed"]) == (
            3,
            3,
            3,
            3,
            1,
        )
        assert Case(Operation.objects.get()).state == "closed"
        assert Line.objects.count() == facts["statements"]


@pytest.mark.promise("D8")
def test_every_page_stands_in_every_state(world: World, people: dict[str, int]) -> None:
    """Lists and operations that are open, proposed, refused: for both sides, and never an error."""
    from kept.console.lockbox import operations
    from tests.cast import at_the_door
    from tests.lockbox.conftest import accepted, agreed, proposed

    alice, bob = signed_in(world.ours, "alice"), hire(world, "bob", StaffRole.SUPPORT)
    accepted(world.ours, proposed(world.ours, agreed(), "alice"), "alice")
    case = proposed(world.ours, agreed(by="all", value=None), "alice")
    with at_the_door(world.ours, "alice"):
        operations.take(case, "refused", "customer", None)
    for client, place in ((alice, "/ours/privacy/lockbox/"), (bob, "/operator/lockbox/")):
        assert client.get(place).status_code == 200
        for number in (case.pk - 1, case.pk):
            assert client.get(f"{place}{number}/").status_code == 200
    assert signed_in(world.ours, "carol").get("/ours/privacy/lockbox/").status_code == 403
    assert signed_in(world.theirs, "mallory").get(f"/theirs/privacy/lockbox/{case.pk}/").status_code == 404
