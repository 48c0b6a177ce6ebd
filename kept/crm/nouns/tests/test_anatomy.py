"""A record from its making to its undoing, through the declaration of its noun."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from kept.audit.models import Entry
from kept.crm.companies.noun import COMPANIES
from kept.crm.contacts.noun import CONTACTS
from kept.crm.nouns import changing, intake
from kept.crm.nouns.asking import Asked
from kept.crm.nouns.listing import count, select
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.undoing import undo
from kept.crm.nouns.vocabulary import Vocabulary
from kept.crm.records.history import Operation
from kept.tenancy.opening import system
from tests.cast import World, at_the_door


def make(noun: Noun, access: Any, **raw: Any) -> Any:
    words = Vocabulary(me=access.member_id)
    fields = noun.fields_for(access, words)
    return changing.make(noun, intake.clean(noun, fields, raw, words, new=True), fields, access)


def names(noun: Noun, access: Any, query: str = "") -> list[str]:
    words = Vocabulary(me=access.member_id)
    page = select(noun, access, words, noun.fields_for(access, words), Asked.read(noun, QueryDict(query)))
    return [noun.title(row.values) for row in page.rows]


def test_it_finds_a_contact_by_any_words_whatever_accents_and_order(world: World) -> None:
    with at_the_door(world.ours, "bob") as access:
        firm = make(COMPANIES, access, name="Olšanská papírna", city="Olšany", phone="+420 583 000 111")
        make(CONTACTS, access, first_name="Tereza", last_name="Dvořáková", phone="+420 608 000 114", company=firm.pk,
             position="Head of purchasing", tags="key, paper")  # fmt: skip
        make(CONTACTS, access, first_name="Jan", last_name="Čermák")
        assert names(CONTACTS, access) == ["Jan Čermák", "Tereza Dvořáková"]
        for query in ("dvorakova+tereza", "VOŘÁK", "608000114", "608 000 114", "%2B420608000114", "00420608000114"):
            assert names(CONTACTS, access, f"q={query}") == ["Tereza Dvořáková"], query
        assert names(CONTACTS, access, "q=dvorakova+jan") == []
        assert names(CONTACTS, access, "q=ce") == ["Jan Čermák"]
        assert names(CONTACTS, access, "f=company:has:papírna") == ["Tereza Dvořáková"]
        assert names(CONTACTS, access, "f=position:empty:") == ["Jan Čermák"]
        assert names(CONTACTS, access, "f=tags:in:paper") == ["Tereza Dvořáková"]
        assert names(CONTACTS, access, "f=owner:in:me&sort=-company") == ["Tereza Dvořáková", "Jan Čermák"]
        assert names(COMPANIES, access, "q=583000111") == ["Olšanská papírna"]
        words = Vocabulary()
        assert count(CONTACTS, access, words, CONTACTS.all_fields(words), Asked()) == (2, False)


def test_pages_follow_each_other_by_key(world: World) -> None:
    with at_the_door(world.ours, "bob") as access:
        for letter in "dacbe":
            make(CONTACTS, access, last_name=letter, birthday="2000-01-01" if letter in "ab" else "")
        words = Vocabulary()
        fields = CONTACTS.fields_for(access, words)
        for sort, wanted in (("", "abcde"), ("sort=-birthday", "bacde"[:2]), ("sort=birthday", "abcde"[:2])):
            seen, after = "", ""
            while True:
                page = select(
                    CONTACTS, access, words, fields, Asked.read(CONTACTS, QueryDict(f"{sort}&after={after}")), size=2
                )
                seen += "".join(CONTACTS.title(row.values) for row in page.rows)
                after = page.next
                if not after:
                    break
            assert sorted(seen) == list("abcde"), sort
            assert sorted(seen[: len(wanted)]) == sorted(wanted), (sort, seen)


@pytest.mark.promise("D5")
def test_a_list_leaves_one_entry_a_kind_with_the_ids_it_showed(world: World) -> None:
    with at_the_door(world.ours, "bob") as access:
        shown = make(CONTACTS, access, last_name="Shown")
        make(CONTACTS, access, last_name="Other")
    with at_the_door(world.ours, "carol", door="GET contacts:list") as access:
        assert names(CONTACTS, access, "q=shown") == ["Shown"]
    with system("tests", world.ours.instance.pk):
        entry = Entry.objects.get(door="GET contacts:list", kind="contacts.contact", act="read")
        assert entry.ids == [shown.pk]
        assert entry.member_id == world.ours.carol.pk
        assert entry.instance_id == world.ours.instance.pk
        assert set(entry.groups) >= {"identification", "contact"}


def test_a_change_is_remembered_and_undone_unless_somebody_changed_it_since(world: World) -> None:
    with at_the_door(world.ours, "bob") as access:
        contact = make(CONTACTS, access, last_name="Dvořáková", email="t@example.com")
        words = Vocabulary()
        fields = CONTACTS.fields_for(access, words)
        values = intake.clean(CONTACTS, fields, {"last_name": "Nová", "email": "n@example.com"}, words, new=False)
        assert changing.change(CONTACTS, contact, values, fields, access) == {
            "last_name": ["Dvořáková", "Nová"],
            "email": ["t@example.com", "n@example.com"],
        }
        edited = Operation.objects.latest("pk")
        changing.change(CONTACTS, contact, {"email": "other@example.com"}, fields, access)
        done = undo(edited, access)
        contact.refresh_from_db()
        assert (contact.last_name, contact.email, done.left) == ("Dvořáková", "other@example.com", 1)
        assert names(CONTACTS, access, "q=dvorak") == ["Dvořáková"]


def test_bad_values_are_all_named_at_once(world: World) -> None:
    with at_the_door(world.ours, "bob") as access, pytest.raises(intake.Errors) as wrong:
        make(CONTACTS, access, email="no address", birthday="31.2.2020", country="Atlantis")
    assert set(wrong.value.by_field) == {"last_name", "email", "birthday", "country"}


@pytest.mark.promise("D3")
def test_a_private_field_does_not_exist_for_those_who_may_not_see_it(world: World) -> None:
    with at_the_door(world.ours, "carol") as access:
        assert "birthday" not in CONTACTS.fields_for(access, Vocabulary())
    with at_the_door(world.ours, "bob") as access:
        assert "birthday" in CONTACTS.fields_for(access, Vocabulary())
