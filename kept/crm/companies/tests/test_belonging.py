"""What belongs to a record: addresses, relations, positions, reasons. Each comes, changes, goes, and comes back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from kept.consent.bases import Basis
from kept.crm.companies.models import Address, CompanyLink
from kept.crm.companies.noun import COMPANIES
from kept.crm.contacts.models import Position
from kept.crm.contacts.noun import CONTACTS
from kept.crm.records.history import Operation
from kept.crm.titles.models import LegalTitle, LegalTitleTemplate
from tests.cast import World, at_the_door
from tests.making import browser_of, made


@pytest.fixture
def bob(world: World) -> Client:
    return browser_of(world, "bob")


def undo_last(world: World, client: Client) -> None:
    with at_the_door(world.ours, "bob"):
        act = Operation.objects.latest("pk")
    assert client.post(f"/ours/undo/{act.pk}/").status_code == 302


def rows(world: World, model: Any, *names: str) -> list[Any]:
    with at_the_door(world.ours, "bob"):
        return list(model.objects.order_by("pk").values_list(*names))


def test_addresses_come_change_and_go_and_the_company_is_found_by_them(world: World, bob: Client) -> None:
    firm = made(world, COMPANIES, name="Papírna", city="Olšany")
    new = f"/ours/companies/{firm}/addresses/new/"
    assert bob.get(new).status_code == 200
    wrong = bob.post(new, {"name": "Sklad", "country": "Atlantis"})
    assert wrong.status_code == 200 and "Atlantis" in wrong.content.decode()
    assert (
        bob.post(new, {"name": "Sklad", "city": "Brno", "phone": "+420 777 000 555", "primary": "on"}).status_code
        == 302
    )
    assert rows(world, Address, "city", "primary") == [("Olšany", False), ("Brno", True)]
    assert "Papírna" in bob.get("/ours/companies/?q=777000555").content.decode()
    undo_last(world, bob)
    assert rows(world, Address, "city", "primary") == [("Olšany", True)]
    assert "Papírna" not in bob.get("/ours/companies/?q=777000555").content.decode()
    pk = rows(world, Address, "pk")[0][0]
    bob.post(f"/ours/companies/{firm}/addresses/{pk}/", {"city": "Praha", "country": "CZ"})
    assert rows(world, Address, "city", "country") == [("Praha", "CZ")]
    bob.post(f"/ours/companies/{firm}/addresses/{pk}/remove/")
    assert rows(world, Address, "pk") == []
    undo_last(world, bob)
    assert rows(world, Address, "pk", "city", "primary") == [(pk, "Praha", True)]


def test_relations_stand_on_both_sides(world: World, bob: Client) -> None:
    one, two = made(world, COMPANIES, name="Dcera"), made(world, COMPANIES, name="Matka")
    url = f"/ours/companies/{one}/companies/new/"
    assert "Choose another" in bob.post(url, {"other": "Dcera", "kind": "parent"}).content.decode()
    assert bob.post(url, {"other": "Matka", "kind": "parent"}).status_code == 302
    assert sorted(rows(world, CompanyLink, "company_id", "other_id", "kind")) == [
        (one, two, "parent"),
        (two, one, "slave"),
    ]
    assert "Parent company" in bob.get(f"/ours/companies/{one}/").content.decode()
    assert "Daughter company" in bob.get(f"/ours/companies/{two}/").content.decode()
    link = rows(world, CompanyLink, "pk")[0][0]
    bob.post(f"/ours/companies/{one}/companies/{link}/remove/")
    assert rows(world, CompanyLink, "pk") == []
    undo_last(world, bob)
    assert len(rows(world, CompanyLink, "pk")) == 2
    theirs = made(world, COMPANIES, "mallory", name="Cizí")
    assert bob.post(url, {"other.id": theirs, "other": "Cizí", "kind": "free"}).status_code == 200


def test_one_position_is_the_main_one(world: World, bob: Client) -> None:
    first, second = made(world, COMPANIES, name="První"), made(world, COMPANIES, name="Druhá")
    pk = made(world, CONTACTS, last_name="Kříž", company=first, position="Buyer")
    assert bob.post(f"/ours/contacts/{pk}/positions/new/", {"company": "Druhá", "title": "Adviser"}).status_code == 302
    main, other = (row[0] for row in rows(world, Position, "pk"))
    bob.post(f"/ours/contacts/{pk}/positions/{other}/main/")
    assert rows(world, Position, "company_id", "primary") == [(first, False), (second, True)]
    undo_last(world, bob)
    assert rows(world, Position, "company_id", "primary") == [(first, True), (second, False)]
    bob.post(f"/ours/contacts/{pk}/positions/{main}/remove/")
    assert rows(world, Position, "company_id") == [(second,)]
    undo_last(world, bob)
    assert len(rows(world, Position, "pk")) == 2
    assert browser_of(world, "carol").post(f"/ours/contacts/{pk}/positions/{other}/remove/").status_code == 403


def test_a_reason_is_given_and_ended_and_the_margin_says_so(world: World, bob: Client) -> None:
    pk = made(world, CONTACTS, last_name="Kříž")
    with at_the_door(world.ours, "alice"):
        template = LegalTitleTemplate.fresh(name="Frame order", basis=Basis.CONTRACT, months=120)
        template.save()
    text = bob.get(f"/ours/contacts/{pk}/").content.decode()
    assert 'data-kept="none"' in text and "No reason is on record" in text
    new = f"/ours/contacts/{pk}/reasons/new/"
    wrong = bob.post(new, {"template": template.pk, "valid_from": "2026-05-01", "valid_till": "2026-04-01"})
    assert wrong.status_code == 200 and "before the beginning" in wrong.content.decode()
    assert bob.post(new, {"template": template.pk, "valid_from": "2026-01-31"}).status_code == 302
    assert str(rows(world, LegalTitle, "valid_till")[0][0]) == "2036-01-31"
    text = bob.get(f"/ours/contacts/{pk}/").content.decode()
    assert 'data-kept="yes"' in text and "Contract: Frame order" in text
    title = rows(world, LegalTitle, "pk")[0][0]
    ended = bob.post(f"/ours/contacts/{pk}/reasons/{title}/end/", {"on": "2026-02-28"})
    assert ended.status_code == 302
    assert 'data-kept="none"' in bob.get(f"/ours/contacts/{pk}/").content.decode()
    bob.post(f"/ours/contacts/{pk}/reasons/{title}/keep/?till=2036-01-31")
    assert 'data-kept="yes"' in bob.get(f"/ours/contacts/{pk}/").content.decode()


def test_a_firm_needs_no_reason_and_a_natural_person_does(world: World, bob: Client) -> None:
    firm, person = made(world, COMPANIES, name="Papírna"), made(world, COMPANIES, name="Jan Novák", is_person=True)
    assert not re.search(r"<aside[^>]*data-kept", bob.get(f"/ours/companies/{firm}/").content.decode())
    assert 'data-kept="none"' in bob.get(f"/ours/companies/{person}/").content.decode()
