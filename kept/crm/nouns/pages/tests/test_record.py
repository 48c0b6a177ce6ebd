"""The page of a record."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kept.crm.companies.noun import COMPANIES
from kept.crm.contacts.noun import CONTACTS
from kept.crm.nouns import changing
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.vocabulary import Vocabulary
from kept.tenancy.opening import system
from tests.cast import World, at_the_door


def made(world: World, noun: Noun, who: str = "bob", **raw: Any) -> int:
    """A record made by somebody of ours. Returns its id."""
    with at_the_door(world.ours, who) as access:
        words = Vocabulary(me=access.member_id)
        fields = noun.fields_for(access, words)
        record = changing.make(noun, changing.clean(noun, fields, raw, words, new=True), fields, access)
        return int(record.pk)


@pytest.fixture
def bob(world: World, client: Client) -> Client:
    return signed_in(client, world, "bob")


def signed_in(client: Client, world: World, who: str) -> Client:
    """A browser in which somebody of ours is signed in."""
    with system("tests"):
        client.force_login(world.ours.members[who].user)
    return client


def test_it_shows_the_facts_of_a_contact_and_its_company(world: World, bob: Client) -> None:
    firm = made(world, COMPANIES, name="Olšanská papírna", city="Olšany")
    pk = made(world, CONTACTS, first_name="Tereza", last_name="Dvořáková", email="t@example.com", company=firm, position="Buyer")
    page = bob.get(f"/ours/contacts/{pk}/")
    assert page.status_code == 200
    text = page.content.decode()
    for wanted in ("Tereza Dvořáková", "Buyer", "Olšanská papírna", "mailto:t@example.com", "made this record"):
        assert wanted in text
    text = bob.get(f"/ours/companies/{firm}/").content.decode()
    assert "Olšany" in text and "Dvořáková" in text
