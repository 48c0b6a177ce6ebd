"""Acts on many records: done as one, undone as one, with the same rules as for one."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.utils import timezone

from kept.crm.companies.noun import COMPANIES
from kept.crm.contacts.noun import CONTACTS
from kept.crm.nouns.tests.test_anatomy import make
from kept.crm.nouns.tests.test_list import people, signed_in, text
from kept.crm.records.history import Change, Operation
from tests.cast import World, at_the_door

__all__ = ["people"]


def ids(world: World, noun: Any = CONTACTS) -> list[int]:
    """The ids of all our records of a noun, by name."""
    with at_the_door(world.ours, "alice"):
        return list(noun.model.objects.order_by("sort_key").values_list("pk", flat=True))


def last_operation(world: World) -> Operation:
    with at_the_door(world.ours, "alice"):
        return Operation.objects.latest("pk")


def test_a_field_is_changed_for_all_that_the_list_holds_and_undone(people: World, client: Client) -> None:
    signed_in(client, people.ours, "bob")
    asked = {"act": "edit", "all": "1", "query": "f=email:empty:", "field": "position"}
    assert client.post("/ours/contacts/bulk/", {**asked, "field": ""}).status_code == 200
    wrong: Any = client.post("/ours/contacts/bulk/", {**asked, "field": "email", "email": "no", "sure": "1"})
    assert wrong.status_code == 200 and "Enter an e-mail address" in wrong.content.decode()
    done: Any = client.post(
        "/ours/contacts/bulk/", {**asked, "field": "phone", "phone": "+420 777 000 111", "sure": "1"}
    )
    assert done.status_code == 302
    act = last_operation(people)
    assert act.records == 2
    assert text(client, "/ours/contacts/?q=777000111").count("<tr data-kept") == 2
    client.post(f"/ours/undo/{act.pk}/")
    assert "Nothing fits" in text(client, "/ours/contacts/?q=777000111")
    assert "Jan Čermák" in text(client, "/ours/contacts/?q=608000114")


def test_a_fact_in_a_row_of_its_own_is_changed_for_many(people: World, client: Client) -> None:
    with at_the_door(people.ours, "bob") as access:
        make(COMPANIES, access, name="Bez adresy")
    signed_in(client, people.ours, "bob")
    everything = {"act": "edit", "all": "1", "query": "", "field": "city", "city": "Brno", "sure": "1"}
    assert client.post("/ours/companies/bulk/", everything).status_code == 302
    assert text(client, "/ours/companies/?f=city:is:Brno&q=brno").count("<tr ") == 2
    client.post(f"/ours/undo/{last_operation(people).pk}/")
    page = text(client, "/ours/companies/")
    assert "Olšany" in page and "Brno" not in page


def test_records_are_handed_over_tagged_and_deleted_as_one(people: World, client: Client) -> None:
    signed_in(client, people.ours, "bob")
    chosen = ids(people)[:2]
    carol = people.ours.carol.pk
    client.post("/ours/contacts/bulk/", {"act": "owner", "ids": chosen, "query": "", "owner": carol, "sure": "1"})
    client.post(
        "/ours/contacts/bulk/",
        {"act": "tag", "ids": chosen, "query": "", "add": "Brno, fair", "remove": "key", "sure": "1"},
    )
    page = text(client, f"/ours/contacts/?f=owner:in:{carol}&cols=tags")
    assert page.count("Brno, fair") == 2
    client.post("/ours/contacts/bulk/", {"act": "delete", "ids": chosen, "query": ""})
    act = last_operation(people)
    assert "Jan" not in text(client, "/ours/contacts/") and "Řehoř" in text(client, "/ours/contacts/")
    client.post(f"/ours/undo/{act.pk}/")
    assert "Jan" in text(client, "/ours/contacts/?q=fair")
    with at_the_door(people.ours, "alice"):
        assert Change.objects.filter(act=Change.DELETED).count() == 2


def test_the_locked_are_skipped_and_named(people: World, client: Client) -> None:
    with at_the_door(people.ours, "alice"):
        CONTACTS.model.objects.filter(last_name="Čermák").update(locked_at=timezone.now())
    signed_in(client, people.ours, "bob")
    client.post("/ours/contacts/bulk/", {"act": "delete", "ids": ids(people), "query": ""})
    page = text(client, "/ours/contacts/")
    assert "2 records deleted. 1 stays as it was, locked or not yours to change: Jan Čermák" in page


def test_many_are_shut_to_those_without_the_right_and_to_strangers(people: World, client: Client) -> None:
    chosen = ids(people)
    delete = {"act": "delete", "ids": chosen, "query": ""}
    assert signed_in(client, people.ours, "carol").post("/ours/contacts/bulk/", delete).status_code == 403
    signed_in(client, people.theirs, "mallory").post("/theirs/contacts/bulk/", delete)
    assert client.post(f"/theirs/undo/{last_operation(people).pk}/").status_code == 404
    assert "3 of 3" in text(signed_in(client, people.ours, "bob"), "/ours/contacts/")
    assert client.post("/ours/contacts/bulk/", {"act": "burn"}).status_code == 404


def test_an_undone_act_can_be_done_again(people: World, client: Client) -> None:
    signed_in(client, people.ours, "bob")
    client.post("/ours/contacts/bulk/", {"act": "delete", "ids": ids(people), "query": ""})
    client.post(f"/ours/undo/{last_operation(people).pk}/")
    assert "3 of 3" in text(client, "/ours/contacts/")
    client.post(f"/ours/undo/{last_operation(people).pk}/")
    assert "No contacts yet" in text(client, "/ours/contacts/")


def test_many_take_few_queries(world: World, client: Client, django_assert_max_num_queries: Any) -> None:
    with at_the_door(world.ours, "bob") as access:
        for number in range(30):
            make(CONTACTS, access, last_name=f"N{number:02}")
    signed_in(client, world.ours, "bob")
    with django_assert_max_num_queries(40):
        client.post(
            "/ours/contacts/bulk/",
            {"act": "edit", "all": "1", "query": "", "field": "email", "email": "a@example.com", "sure": "1"},
        )
    act = last_operation(world)
    assert act.records == 30
    with django_assert_max_num_queries(45):
        client.post(f"/ours/undo/{act.pk}/")
    assert "a@example.com" not in text(client, "/ours/contacts/")


def test_undoing_leaves_the_locked_and_says_so(people: World, client: Client) -> None:
    signed_in(client, people.ours, "bob")
    named = {"act": "edit", "all": "1", "query": "", "field": "phone", "phone": "+420 777 000 111", "sure": "1"}
    client.post("/ours/contacts/bulk/", named)
    act = last_operation(people)
    with at_the_door(people.ours, "alice"):
        CONTACTS.model.objects.filter(last_name="Čermák").update(locked_at=timezone.now())
    client.post(f"/ours/undo/{act.pk}/")
    page = text(client, "/ours/contacts/")
    assert "Undone: 2 records are as they were. 1 record is locked and stays." in page
    assert page.count("+420 777 000 111") == 1
