"""Two records become one, and one undo makes them two again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from kept.crm.activities.models import Note, Task
from kept.crm.companies.models import Address, Company, CompanyLink
from kept.crm.companies.noun import COMPANIES
from kept.crm.contacts.models import Contact, Position
from kept.crm.contacts.noun import CONTACTS
from kept.crm.nouns.merging import merge
from kept.crm.nouns.undoing import undo
from kept.crm.records.history import Operation
from kept.crm.records.shared import ExternalId
from kept.grants.models import SecurityLevel
from kept.web.refused import Refused
from tests.cast import World, at_the_door
from tests.making import browser_of, made


@pytest.fixture
def bob(world: World) -> Client:
    return browser_of(world, "bob")


def state(world: World, *models: Any) -> list[Any]:
    """All rows of these models, but for versions and times."""
    with at_the_door(world.ours, "alice"):
        skip = {"version", "updated_at", "updated_by_id", "search"}
        return [
            [{k: v for k, v in row.items() if k not in skip} for row in model.objects.order_by("pk").values()]
            for model in models
        ]


def test_a_contact_takes_over_everything_and_undo_gives_it_back(world: World, bob: Client) -> None:
    firm = made(world, COMPANIES, name="Papírna")
    other_firm = made(world, COMPANIES, name="Tiskárna")
    stays = made(world, CONTACTS, last_name="Dvořáková", email="t@example.com", tags="a", company=firm)
    goes = made(
        world,
        CONTACTS,
        last_name="Dvořaková",
        email="old@example.com",
        phone="777 111 222",
        tags="b",
        company=other_firm,
    )
    bob.post(f"/ours/contacts/{goes}/notes/", {"text": "Her note"})
    bob.post(
        f"/ours/contacts/{goes}/promise/",
        {"title": "Call", "deadline": "2030-01-01T09:00", "priority": "DEFAULT", "resolver": world.ours.bob.pk},
    )
    with at_the_door(world.ours, "bob"):
        ExternalId.fresh(kind="contact", record_id=goes, value="erp:7").save()
    models = (Contact, Position, Note, Task, ExternalId)
    before = state(world, *models)
    preview = bob.get(f"/ours/contacts/{stays}/merge/?other={goes}").content.decode()
    assert "t@example.com" in preview and "old@example.com" in preview and "777 111 222" in preview
    merged = bob.post(f"/ours/contacts/{stays}/merge/?other={goes}", {"phone": "source", "email": "target"})
    assert merged.status_code == 302
    text = bob.get(f"/ours/contacts/{stays}/").content.decode()
    for wanted in ("Her note", "Call", "Tiskárna", "Papírna", "t@example.com", "merged another record"):
        assert wanted in text, wanted
    with at_the_door(world.ours, "bob") as access:
        contact = Contact.objects.get(pk=stays)
        assert (contact.phone, contact.email, contact.tags) == ("777 111 222", "t@example.com", ["a", "b"])
        assert Contact.objects.get(pk=goes).deleted_at is not None
        assert Position.objects.filter(contact_id=stays, primary=True).count() == 1
        assert ExternalId.objects.get().record_id == stays
        undo(Operation.objects.get(act="contacts.merged"), access)
    assert state(world, *models) == before


def test_companies_join_their_addresses_people_and_relations(world: World, bob: Client) -> None:
    stays = made(world, COMPANIES, name="Papírna", city="Olšany", registration_number="1")
    goes = made(world, COMPANIES, name="Papírna Olšany", city="Praha", email="p@example.com")
    parent = made(world, COMPANIES, name="Holding")
    person = made(world, CONTACTS, last_name="Kříž", company=goes)
    for company in (stays, goes):
        assert (
            bob.post(f"/ours/companies/{company}/companies/new/", {"other": "Holding", "kind": "parent"}).status_code
            == 302
        )
    assert (
        bob.post(
            f"/ours/companies/{stays}/companies/new/", {"other.id": goes, "other": "Papírna Olšany", "kind": "free"}
        ).status_code
        == 302
    )
    models = (Company, Address, CompanyLink, Position)
    before = state(world, *models)
    assert bob.post(f"/ours/companies/{stays}/merge/?other={goes}", {}).status_code == 302
    with at_the_door(world.ours, "bob") as access:
        assert Address.objects.filter(company_id=stays).count() == 2
        assert Address.objects.filter(company_id=stays, primary=True).count() == 1
        assert set(CompanyLink.objects.values_list("company_id", "other_id")) == {(stays, parent), (parent, stays)}
        assert Position.objects.get(contact_id=person).company_id == stays
        undo(Operation.objects.get(act="companies.merged"), access)
    assert state(world, *models) == before


def test_some_merges_are_refused(world: World, bob: Client) -> None:
    one, two = made(world, CONTACTS, last_name="A"), made(world, CONTACTS, last_name="B")
    theirs = made(world, CONTACTS, "mallory", last_name="C")
    assert bob.post(f"/ours/contacts/{one}/merge/?other={one}").status_code == 409
    assert bob.get(f"/ours/contacts/{one}/merge/?other={theirs}").status_code == 200  # asks again
    assert "There is no" in bob.get(f"/ours/contacts/{one}/merge/?other={theirs}").content.decode()
    bob.post(f"/ours/contacts/{two}/lock/")
    assert bob.post(f"/ours/contacts/{one}/merge/?other={two}").status_code == 409
    assert browser_of(world, "carol").get(f"/ours/contacts/{one}/merge/").status_code == 403


def test_it_proposes_likely_ones(world: World, bob: Client) -> None:
    one = made(world, CONTACTS, first_name="Tereza", last_name="Dvořáková")
    two = made(world, CONTACTS, first_name="Tereza", last_name="Dvorakova")
    assert re.search(rf'href="\?other={two}"', bob.get(f"/ours/contacts/{one}/merge/").content.decode())


@pytest.mark.promise("D3")
def test_a_promise_that_one_may_not_see_moves_along_unseen(world: World, bob: Client) -> None:
    stays, goes = made(world, CONTACTS, last_name="Dvořáková"), made(world, CONTACTS, last_name="Dvořaková")
    alice = browser_of(world, "alice")
    form = {
        "title": "Secret call",
        "deadline": "2030-01-01T09:00",
        "priority": "DEFAULT",
        "resolver": world.ours.alice.pk,
    }
    alice.post(f"/ours/contacts/{goes}/promise/", form)
    with at_the_door(world.ours, "alice"):
        board = SecurityLevel.objects.create(instance=world.ours.instance, name="Board")
        Task.objects.update(security_level=board)
    assert bob.post(f"/ours/contacts/{stays}/merge/?other={goes}", {}).status_code == 302
    assert "Secret call" not in bob.get(f"/ours/contacts/{stays}/").content.decode()
    with at_the_door(world.ours, "alice"):
        assert Task.objects.get().contact_id == stays
    with at_the_door(world.ours, "bob") as access:
        undo(Operation.objects.get(act="contacts.merged"), access)
        assert not Task.objects.exists()
    with at_the_door(world.ours, "alice"):
        assert Task.objects.get().contact_id == goes


def test_what_lies_in_the_bin_is_merged_with_nothing(world: World, bob: Client) -> None:
    one, other = (made(world, COMPANIES, name="Papírna") for _ in range(2))
    bob.post(f"/ours/companies/{other}/delete/")
    with at_the_door(world.ours, "bob") as access:
        pair = [Company.objects.get(pk=pk) for pk in (one, other)]
        for target, source in (pair, pair[::-1]):
            with pytest.raises(Refused):
                merge(COMPANIES, target, source, (), access, {})
    assert "companies.merged" not in str(state(world, Operation))
