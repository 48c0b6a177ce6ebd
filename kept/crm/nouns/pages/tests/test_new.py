"""A new record: its form, its duplicates, what is made on the way."""

from __future__ import annotations

import pytest
from django.test import Client

from kept.crm.companies.models import Company
from kept.crm.companies.noun import COMPANIES
from kept.crm.contacts.models import Contact, Position
from kept.crm.contacts.noun import CONTACTS
from kept.crm.nouns.undoing import undo
from kept.crm.records.history import Operation
from tests.cast import World, at_the_door
from tests.making import browser_of, made


@pytest.fixture
def bob(world: World) -> Client:
    return browser_of(world, "bob")


def test_a_contact_is_made_with_a_company_made_on_the_way(world: World, bob: Client) -> None:
    assert bob.get("/ours/contacts/new/").status_code == 200
    form = {
        "first_name": "Tereza",
        "last_name": "Dvořáková",
        "company": "Nová papírna",
        "tags": "key, paper",
        "position": "Buyer",
    }
    refused = bob.post("/ours/contacts/new/", form)
    assert refused.status_code == 200 and "There is no “Nová papírna” here" in refused.content.decode()
    assert 'value="Tereza"' in refused.content.decode()
    assert bob.post("/ours/contacts/new/", {**form, "company.new": "yes"}).status_code == 302
    with at_the_door(world.ours, "bob"):
        contact = Contact.objects.get(last_name="Dvořáková")
        assert contact.tags == ["key", "paper"]
        position = Position.objects.select_related("company").get(contact=contact)
        assert (position.company.name, position.title, position.primary) == ("Nová papírna", "Buyer", True)
    assert bob.post("/ours/contacts/new/", {**form, "last_name": "Jiná", "company.new": "yes"}).status_code == 302
    with at_the_door(world.ours, "bob") as access:
        assert Company.objects.count() == 1
        undo(Operation.objects.filter(act="contact.created").order_by("pk")[0], access)
        assert Company.objects.get().deleted_at is not None and Contact.objects.kept().count() == 1


def test_wrong_values_leave_nothing_behind(world: World, bob: Client) -> None:
    form = {"last_name": "Dvořáková", "company": "Nová papírna", "company.new": "yes", "email": "no address"}
    answer = bob.post("/ours/contacts/new/", form)
    assert answer.status_code == 200 and "Enter an e-mail address" in answer.content.decode()
    with at_the_door(world.ours, "bob"):
        assert not Company.objects.exists() and not Contact.objects.exists()


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"last_name": "Jiná", "email": "T@Example.com"}, "the same e-mail"),
        ({"last_name": "Jiná", "phone": "00420 608-000-114"}, "the same phone"),
        ({"first_name": "tereza", "last_name": "DVORAKOVA"}, "nearly the same name"),
        ({"first_name": "Dvořáková", "last_name": "Tereza"}, "nearly the same name"),
    ],
)
def test_it_asks_whether_it_is_one_of_those_that_are_here(world: World, bob: Client, typed: dict, why: str) -> None:
    made(world, CONTACTS, first_name="Tereza", last_name="Dvořáková", email="t@example.com", phone="+420 608 000 114")
    made(world, CONTACTS, first_name="Jan", last_name="Černý")
    asked = bob.post("/ours/contacts/new/", typed)
    text = asked.content.decode()
    assert asked.status_code == 200 and why in text and "Tereza Dvořáková" in text and "Černý" not in text
    assert why in bob.get("/ours/contacts/new/duplicates/", typed).content.decode()
    assert bob.post("/ours/contacts/new/", {**typed, "keep_both": "yes"}).status_code == 302


@pytest.mark.promise("L5")
def test_it_does_not_tell_of_twins_in_another_instance(world: World, bob: Client) -> None:
    made(world, CONTACTS, "mallory", last_name="Dvořáková", email="t@example.com")
    assert bob.post("/ours/contacts/new/", {"last_name": "Dvořáková", "email": "t@example.com"}).status_code == 302


def test_a_company_has_its_own_number(world: World, bob: Client) -> None:
    made(world, COMPANIES, name="Olšanská papírna a.s.", registration_number="12345678")
    text = bob.post("/ours/companies/new/", {"name": "Jiná", "registration_number": "12345678"}).content.decode()
    assert "the same number" in text


def test_choosing_by_typing_offers_what_one_may_see(world: World, bob: Client) -> None:
    made(world, COMPANIES, name="Olšanská papírna")
    made(world, COMPANIES, "mallory", name="Olšanská tajná")
    items = bob.get("/ours/companies/choose/", {"q": "olsan"}).json()["items"]
    assert [item["label"] for item in items] == ["Olšanská papírna"]
    assert browser_of(world, "carol").get("/ours/contacts/new/").status_code == 403
