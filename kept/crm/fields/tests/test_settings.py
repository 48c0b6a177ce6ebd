"""Fields, lists and tags of an instance: made, renamed, put in order, taken out of use and back."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from kept.crm.contacts.models import Contact
from kept.crm.contacts.noun import CONTACTS
from kept.crm.fields.models import CustomField, DataType, PicklistItem
from kept.crm.nouns.tests.test_anatomy import make
from kept.crm.nouns.tests.test_list import signed_in
from kept.crm.records.models import Operation, Tag
from kept.tenancy.opening import system
from tests.cast import World, at_the_door

FIELDS = "/ours/settings/fields/"


def new_field(client: Client, **data: str) -> Any:
    return client.post(f"{FIELDS}?kind=contact", {"label": "Shoe size", "data_type": "BIG_DECIMAL"} | data)


def test_a_field_of_every_kind_can_be_made_and_used(world: World, client: Client) -> None:
    signed_in(client, world.ours, "alice")
    for kind, label in DataType.choices:
        answer = new_field(client, label=str(label), data_type=kind, options="a\nb", currency="CZK")
        assert answer.status_code == 302, answer.content.decode()[:3000]
    with system("tests", world.ours.instance.pk):
        names = list(CustomField.objects.values_list("name", flat=True))
    assert len(names) == 12
    assert all(re.fullmatch(r"[A-Za-z0-9_]+_[0-9a-f]{5}", name) for name in names), names
    assert client.get(f"{FIELDS}?kind=contact").status_code == 200


def test_a_field_says_what_is_wrong_with_it(world: World, client: Client) -> None:
    signed_in(client, world.ours, "alice")
    new_field(client)
    for data, says in (
        ({"label": ""}, "Give it a name"), ({"label": "shoe SIZE"}, "already"),
        ({"label": "X", "data_type": "ENUMERATION"}, "at least one choice"), ({"label": "Y", "data_type": "MONETARY"}, "currency"),
    ):  # fmt: skip
        answer = new_field(client, **data)
        assert answer.status_code == 422
        assert says in answer.content.decode()


def test_a_choice_that_records_have_stays(world: World, client: Client) -> None:
    signed_in(client, world.ours, "alice")
    new_field(client, label="Colour", data_type="ENUMERATION", options="red\ngreen")
    with at_the_door(world.ours, "alice") as access:
        field = CustomField.objects.get()
        make(CONTACTS, access, last_name="Novák", **{f"custom.{field.name}": "red"})
    change = {"label": "Colour", "data_type": "ENUMERATION"}
    refused = client.post(f"{FIELDS}{field.pk}/", change | {"options": "green"})
    assert "red (1)" in refused.content.decode()
    assert client.post(f"{FIELDS}{field.pk}/", change | {"options": "red\nblue"}).status_code == 302
    with system("tests", world.ours.instance.pk):
        assert CustomField.objects.get().options == ["red", "blue"]


def test_a_field_out_of_use_comes_back_with_what_it_held(world: World, client: Client) -> None:
    signed_in(client, world.ours, "alice")
    new_field(client)
    with at_the_door(world.ours, "alice") as access:
        field = CustomField.objects.get()
        make(CONTACTS, access, last_name="Novák", **{f"custom.{field.name}": "42"})
    for act, there in (("retire", False), ("restore", True)):
        client.post(f"{FIELDS}{field.pk}/{act}/")
        with at_the_door(world.ours, "alice") as access:
            from kept.crm.nouns.vocabulary import Vocabulary

            assert (f"custom.{field.name}" in CONTACTS.fields_for(access, Vocabulary())) is there
            assert Contact.objects.get().custom == {field.name: 42}


def test_values_are_added_renamed_ordered_and_retired(world: World, client: Client) -> None:
    signed_in(client, world.ours, "alice")
    lists = "/ours/settings/lists/"
    assert "personCategory" in client.get(lists).content.decode()
    for label in ("Old", "New", "Key"):
        client.post(f"{lists}personCategory/", {"label": label})
    assert client.post(f"{lists}personCategory/", {"label": "key"}).status_code == 422
    with at_the_door(world.ours, "alice") as access:
        old, _new, key = PicklistItem.objects.filter(list="personCategory").order_by("position")
        person = make(CONTACTS, access, last_name="Novák", category="Old")
    client.post(f"{lists}values/{key.pk}/move/", {"way": "up"})
    client.post(f"{lists}values/{old.pk}/", {"label": "Former"})
    said = client.post(f"{lists}values/{old.pk}/retire/", follow=True).content.decode()
    assert "1 record keeps it" in said
    with system("tests", world.ours.instance.pk):
        offered = PicklistItem.objects.filter(list="personCategory", retired_at=None).order_by("position")
        assert [one.label for one in offered] == ["Key", "New"]
        assert Contact.objects.get(pk=person.pk).category.label == "Former"


def test_a_tag_is_renamed_joined_and_taken_off_everywhere_with_undo(world: World, client: Client) -> None:
    signed_in(client, world.ours, "alice")
    with at_the_door(world.ours, "alice") as access:
        make(CONTACTS, access, last_name="Novák", tags="vip, fair")
        make(CONTACTS, access, last_name="Nová", tags="VIP")
    with system("tests", world.ours.instance.pk):
        vip = Tag.objects.get(name="vip")
    client.post(f"/ours/settings/tags/{vip.pk}/", {"name": "VIP"})
    with system("tests", world.ours.instance.pk):
        assert [sorted(one.tags) for one in Contact.objects.order_by("last_name")] == [["VIP"], ["VIP", "fair"]]
        assert sorted(Tag.objects.values_list("name", flat=True)) == ["VIP", "fair"]
        key = Tag.objects.get(name="VIP")
    client.post(f"/ours/settings/tags/{key.pk}/remove/")
    with system("tests", world.ours.instance.pk):
        assert not Contact.objects.filter(tags__contains=["VIP"]).exists()
        act = Operation.objects.latest("pk")
    client.post(f"/ours/undo/{act.pk}/")
    with system("tests", world.ours.instance.pk):
        assert Contact.objects.filter(tags__contains=["VIP"]).count() == 2
    assert client.post(f"/ours/settings/tags/{key.pk}/", {"name": "a,b"}).status_code in (404, 422)


def test_only_who_manages_fields_enters_and_never_another_instances(world: World, client: Client) -> None:
    signed_in(client, world.ours, "alice")
    new_field(client)
    with system("tests", world.ours.instance.pk):
        pk = CustomField.objects.get().pk
    signed_in(client, world.ours, "bob")
    assert [client.get(f"/ours/settings/{name}/").status_code for name in ("fields", "lists", "tags")] == [403] * 3
    signed_in(client, world.theirs, "mallory")
    assert client.get(f"/theirs/settings/fields/{pk}/").status_code == 404
    assert client.post(f"/theirs/settings/fields/{pk}/retire/").status_code == 404
