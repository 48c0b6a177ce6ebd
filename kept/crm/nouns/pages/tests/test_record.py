"""The page of a record: what it shows, to whom, and how its facts change."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kept.crm.companies.noun import COMPANIES
from kept.crm.contacts.models import Contact
from kept.crm.contacts.noun import CONTACTS
from kept.crm.fields.models import CustomField
from kept.grants.models import SecurityLevel, Share
from tests.cast import World, at_the_door
from tests.making import browser_of, made

QUERIES = 5  # the record, what belongs to it, who may see it, its neighbours, the log
DOORS = (
    "SAVEPOINT",
    "RELEASE",
    "set_config",
    "identity_session",
    '"identity_user"',
    "tenancy_instance",
    "WITH mine",
    "audit_entry",
)


@pytest.fixture
def bob(world: World) -> Client:
    return browser_of(world, "bob")


def edit_url(text: str, field: str) -> str:
    found = re.search(rf'data-edit-url="([^"]*/fact/{re.escape(field)}/[^"]*)"', text)
    assert found, field
    return found[1]


def test_it_shows_the_facts_of_a_contact_and_its_company(world: World, bob: Client) -> None:
    firm = made(world, COMPANIES, name="Olšanská papírna", city="Olšany")
    pk = made(
        world,
        CONTACTS,
        first_name="Tereza",
        last_name="Dvořáková",
        email="t@example.com",
        company=firm,
        position="Buyer",
    )
    page = bob.get(f"/ours/contacts/{pk}/")
    assert page.status_code == 200
    text = page.content.decode()
    for wanted in ("Tereza Dvořáková", "Buyer", "Olšanská papírna", "mailto:t@example.com", "made this record"):
        assert wanted in text
    assert "style=" not in text and "<script>" not in text
    text = bob.get(f"/ours/companies/{firm}/").content.decode()
    assert "Olšany" in text and "Dvořáková" in text


@pytest.mark.promise("L5")
def test_another_instances_record_is_not_there_and_neither_is_an_absent_one(world: World, bob: Client) -> None:
    theirs = made(world, CONTACTS, "mallory", last_name="Secret")
    for path in (
        "",
        "story/",
        "fact/last_name/",
        "who/",
        "looks/",
        "merge/",
        "copy/",
        "reasons/new/",
        "promise/",
        "files/new/",
    ):
        foreign = bob.get(f"/ours/contacts/{theirs}/{path}")
        absent = bob.get(f"/ours/contacts/999999/{path}")
        assert (foreign.status_code, absent.status_code) == (404, 404), path
        assert b"Secret" not in foreign.content


@pytest.mark.promise("D3")
def test_who_may_only_read_gets_no_pen_and_no_private_facts(world: World) -> None:
    pk = made(world, CONTACTS, last_name="Dvořáková", birthday="1980-03-02", email="t@example.com")
    carol, dan = browser_of(world, "carol"), browser_of(world, "dan")
    text = carol.get(f"/ours/contacts/{pk}/").content.decode()
    assert "Dvořáková" in text and "/fact/" not in text and "1980" not in text and "held back" in text
    assert carol.post(f"/ours/contacts/{pk}/fact/email/", {"email": "x@example.com"}).status_code == 403
    assert carol.post(f"/ours/contacts/{pk}/delete/").status_code == 403
    assert dan.get(f"/ours/contacts/{pk}/").status_code == 403


@pytest.mark.promise("D3")
def test_a_level_hides_a_record_and_a_share_shows_it_again(world: World, bob: Client) -> None:
    pk = made(world, CONTACTS, "alice", last_name="Dvořáková")
    with at_the_door(world.ours, "alice"):
        level = SecurityLevel.objects.create(instance=world.ours.instance, name="Board")
        Contact.objects.filter(pk=pk).update(security_level=level)
    assert bob.get(f"/ours/contacts/{pk}/").status_code == 404
    alice = browser_of(world, "alice")
    shared = alice.post(f"/ours/contacts/{pk}/who/share/", {"with_whom": f"m{world.ours.bob.pk}"})
    assert shared.status_code == 302
    text = bob.get(f"/ours/contacts/{pk}/").content.decode()
    assert "Dvořáková" in text and "/fact/" not in text and "shared with them" in text
    assert bob.post(f"/ours/contacts/{pk}/fact/email/", {"email": "b@example.com"}).status_code == 403
    with at_the_door(world.ours, "alice"):
        share = Share.objects.get()
    assert alice.post(f"/ours/contacts/{pk}/who/share/{share.pk}/remove/").status_code == 302
    assert bob.get(f"/ours/contacts/{pk}/").status_code == 404


def test_a_fact_is_changed_where_it_stands_and_undone(world: World, bob: Client) -> None:
    pk = made(world, CONTACTS, last_name="Dvořáková", email="t@example.com")
    url = edit_url(bob.get(f"/ours/contacts/{pk}/").content.decode(), "email")
    assert "t@example.com" in bob.get(url).content.decode()
    wrong = bob.post(url, {"email": "no address"}, headers={"HX-Request": "true"})
    assert (
        wrong.status_code == 200
        and "Enter an e-mail address" in wrong.content.decode()
        and "no address" in wrong.content.decode()
    )
    right = bob.post(url, {"email": "new@example.com"}, headers={"HX-Request": "true"})
    assert right.status_code == 200 and "new@example.com" in right.content.decode()
    undo = re.search(r"/ours/undo/\d+/", right["HX-Trigger"])
    assert undo
    assert "t@example.com → new@example.com" in bob.get(f"/ours/contacts/{pk}/").content.decode()
    bob.post(undo[0])
    with at_the_door(world.ours, "bob"):
        assert Contact.objects.get(pk=pk).email == "t@example.com"


def test_what_another_changed_meanwhile_is_told_and_nothing_is_lost(world: World, bob: Client) -> None:
    pk = made(world, CONTACTS, last_name="Dvořáková", email="t@example.com", phone="123456")
    url = edit_url(bob.get(f"/ours/contacts/{pk}/").content.decode(), "email")
    alice = browser_of(world, "alice")
    alice.post(edit_url(alice.get(f"/ours/contacts/{pk}/").content.decode(), "email"), {"email": "alice@example.com"})
    told = bob.post(url, {"email": "bob@example.com"}, headers={"HX-Request": "true"})
    text = told.content.decode()
    assert told.status_code == 200 and "Alice" in text and "alice@example.com" in text and "bob@example.com" in text
    again = re.search(r'action="([^"]+)"', text)
    assert again and bob.post(again[1], {"email": "bob@example.com"}, headers={"HX-Request": "true"}).status_code == 200


def test_a_change_of_another_fact_meanwhile_is_no_conflict(world: World, bob: Client) -> None:
    pk = made(world, CONTACTS, last_name="Dvořáková", email="t@example.com", phone="123456")
    text = bob.get(f"/ours/contacts/{pk}/").content.decode()
    assert bob.post(edit_url(text, "phone"), {"phone": "777 123"}).status_code == 302
    assert bob.post(edit_url(text, "email"), {"email": "b@example.com"}).status_code == 302


def test_a_locked_record_cannot_be_changed_until_it_is_unlocked(world: World, bob: Client) -> None:
    pk = made(world, CONTACTS, last_name="Dvořáková", email="t@example.com")
    assert bob.post(f"/ours/contacts/{pk}/lock/").status_code == 302
    assert bob.post(f"/ours/contacts/{pk}/fact/email/", {"email": "b@example.com"}).status_code == 409
    assert bob.post(f"/ours/contacts/{pk}/delete/").status_code == 409
    assert "locked" in bob.get(f"/ours/contacts/{pk}/").content.decode()
    assert bob.post(f"/ours/contacts/{pk}/lock/?on=no").status_code == 302
    assert bob.post(f"/ours/contacts/{pk}/fact/email/", {"email": "b@example.com"}).status_code == 302


def test_it_goes_to_the_bin_and_comes_back(world: World, bob: Client) -> None:
    pk = made(world, CONTACTS, last_name="Dvořáková")
    bob.post(f"/ours/contacts/{pk}/delete/")
    assert "in the bin" in bob.get(f"/ours/contacts/{pk}/").content.decode()
    bob.post(f"/ours/contacts/{pk}/restore/")
    assert "in the bin" not in bob.get(f"/ours/contacts/{pk}/").content.decode()


def test_previous_and_next_follow_the_names(world: World, bob: Client) -> None:
    a, b, c = (made(world, CONTACTS, last_name=name) for name in ("Adam", "Beran", "Čapek"))
    text = bob.get(f"/ours/contacts/{b}/").content.decode()
    assert re.search(rf'href="/ours/contacts/{a}/" data-previous', text)
    assert re.search(rf'href="/ours/contacts/{c}/" data-next', text)


@pytest.mark.promise("D5")
def test_it_says_who_looked_and_who_changed(world: World, bob: Client) -> None:
    pk = made(world, CONTACTS, last_name="Dvořáková")
    browser_of(world, "alice").get(f"/ours/contacts/{pk}/")
    text = bob.get(f"/ours/contacts/{pk}/looks/").content.decode()
    assert "Alice Ours" in text and "opened the page" in text and "made it" in text
    text = bob.get(f"/ours/contacts/{pk}/looks/?act=created").content.decode()
    assert "opened the page" not in text and "made it" in text
    assert browser_of(world, "dan").get(f"/ours/contacts/{pk}/looks/").status_code == 403


def test_a_record_takes_few_queries_however_long_its_story(world: World, bob: Client) -> None:
    firm = made(world, COMPANIES, name="Papírna")
    pk = made(world, CONTACTS, last_name="Dvořáková", company=firm)
    bob.get(f"/ours/contacts/{pk}/")
    for number in range(12):
        bob.post(f"/ours/contacts/{pk}/notes/", {"text": f"Note {number}"})
        bob.post(f"/ours/contacts/{pk}/fact/position/", {"position": f"Buyer {number}"})
    bob.get(f"/ours/contacts/{pk}/")  # says what was to be said
    with CaptureQueriesContext(connection) as queries:
        assert bob.get(f"/ours/contacts/{pk}/").status_code == 200
    own = [query["sql"].strip()[:160] for query in queries if not any(word in query["sql"] for word in DOORS)]
    assert len(own) <= QUERIES, "\n".join(own)


def test_a_copy_holds_what_is_here_and_is_recorded_as_taken_out(world: World, bob: Client) -> None:
    pk = made(world, CONTACTS, last_name="Dvořáková", email="t@example.com")
    bob.post(f"/ours/contacts/{pk}/notes/", {"text": "Likes paper"})
    copied = bob.get(f"/ours/contacts/{pk}/copy/").json()
    assert "We may contact for" not in copied["facts"], "it is asked for in lists, and is no fact"
    assert copied["facts"]["E-mail"] == "t@example.com" and copied["notes"][0]["text"] == "Likes paper"
    assert "took it out in a file" in bob.get(f"/ours/contacts/{pk}/looks/?act=exported").content.decode()
    assert browser_of(world, "carol").get(f"/ours/contacts/{pk}/copy/").status_code == 403


@pytest.mark.parametrize(
    ("data_type", "typed", "shown", "wrong"),
    [
        ("STRING", "Kostka", "Kostka", ""),
        ("TEXT", "Two\nlines", "Two<br>lines", ""),
        ("ENUMERATION", "red", "red", "blue"),
        ("HYPERLINK", "example.com/a", "https://example.com/a", "javascript:alert(1)"),
        ("DATE", "2026-05-04", "2026", "someday"),
        ("DATETIME", "2026-05-04T10:30", "2026", "someday"),
        ("TIME", "14:30", "14:30", "25:70"),
        ("BIG_DECIMAL", "12.5", "12.5", "many"),
        ("MONETARY", "1840000", "CZK", "many"),
        ("PERCENT", "15", "15 %", "many"),
        ("BOOLEAN", "on", "yes", ""),
    ],
)
def test_a_field_of_the_instances_own_is_a_fact_like_any(
    world: World, bob: Client, data_type: str, typed: str, shown: str, wrong: str
) -> None:
    with at_the_door(world.ours, "alice"):
        CustomField.fresh(
            kind="contact", name="own_1a2b3", label="Our own fact", group="Ours", data_type=data_type,
            options=["red", "green"], currency="CZK",
        ).save()  # fmt: skip
    pk = made(world, CONTACTS, last_name="Dvořáková")
    url = edit_url(bob.get(f"/ours/contacts/{pk}/").content.decode(), "custom.own_1a2b3")
    assert bob.get(url).status_code == 200
    if wrong:
        assert bob.post(url, {"custom.own_1a2b3": wrong}).status_code == 200
    assert bob.post(url, {"custom.own_1a2b3": typed}).status_code == 302
    text = bob.get(f"/ours/contacts/{pk}/").content.decode()
    assert "Our own fact" in text and shown in text
    assert bob.get(edit_url(text, "custom.own_1a2b3")).status_code == 200
