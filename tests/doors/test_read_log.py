"""Every read and write of personal data leaves an entry, by whatever path (D5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.postgres.aggregates import StringAgg
from django.db import DatabaseError, connection, transaction
from django.db.models import Count, F, FilteredRelation, Max, OuterRef, Q, Subquery
from django.db.models.functions import Concat

from kept.audit import access as log
from kept.audit import raw
from kept.audit.access import Access, NoAccess, Unrecordable
from kept.audit.models import Entry
from kept.crm.companies.models import Company
from kept.crm.contacts.models import Contact, Position
from kept.tenancy.looks import looks_at
from kept.tenancy.opening import opened, system
from tests.cast import World, at_the_door
from tests.walk import signed_in


@pytest.fixture
def tereza(world: World) -> Contact:
    with system("making", world.ours.instance.pk):
        level = world.ours.level
        firm = Company.objects.create(name="Olšanská", security_level=level)
        contact = Contact.objects.create(first_name="Tereza", last_name="Dvořáková", security_level=level)
        Position.objects.create(contact=contact, company=firm, title="Buyer", primary=True)
    return contact


def entries(world: World, door: str, act: str = "read") -> dict[str, list[int]]:
    with system("asking", world.ours.instance.pk):
        return {entry.kind: entry.ids for entry in Entry.objects.filter(door=door, act=act)}


WAYS: dict[str, Callable[[Contact], Any]] = {
    "instances": lambda c: list(Contact.objects.all()),
    "one": lambda c: Contact.objects.get(pk=c.pk),
    "first": lambda c: Contact.objects.first(),
    "iterator": lambda c: list(Contact.objects.iterator(chunk_size=1)),
    "values": lambda c: list(Contact.objects.values("last_name")),
    "values_list": lambda c: list(Contact.objects.values_list("last_name", flat=True)),
    "only": lambda c: list(Contact.objects.only("last_name")),
    "select_related": lambda c: list(Position.objects.select_related("contact")),
    "prefetch": lambda c: list(Company.objects.prefetch_related("people__contact")),
    "values over a join": lambda c: list(Position.objects.values_list("contact__last_name")),
    "a joined annotation": lambda c: list(Position.objects.annotate(n=F("contact__last_name")).values("n")),
    "an expression": lambda c: list(Contact.objects.annotate(n=Concat("first_name", "last_name")).values("n")),
    "filtered relation": lambda c: list(
        Company.objects.annotate(p=FilteredRelation("people", condition=Q(people__primary=True))).values(
            "p__contact__last_name"
        )
    ),
    "in_bulk": lambda c: Contact.objects.in_bulk([c.pk]),
    "refresh": lambda c: c.refresh_from_db(),
    "a reference": lambda c: Position.objects.get().contact.last_name,
    "raw lists": lambda c: raw.rows("SELECT id, last_name FROM contacts_contact", [], model=Contact),
    "raw stream": lambda c: list(raw.stream("SELECT id, last_name FROM contacts_contact", [], model=Contact)),
    "raw instances": lambda c: list(raw.instances(Contact, "SELECT * FROM contacts_contact")),
}


@pytest.mark.promise("D5")
@pytest.mark.parametrize("way", WAYS)
def test_a_read_by_any_path_leaves_an_entry(world: World, tereza: Contact, way: str) -> None:
    with system(way, world.ours.instance.pk):
        WAYS[way](tereza)
    assert entries(world, way)["contacts.contact"] == [tereza.pk]


@pytest.mark.promise("D5")
@pytest.mark.parametrize("way", WAYS)
def test_without_an_open_door_nothing_is_read(world: World, tereza: Contact, way: str) -> None:
    passage = Access(door="none", instance_id=world.ours.instance.pk)
    with opened(passage, levels="*"):
        token = log._current.set(None)
        try:
            with pytest.raises((NoAccess, RuntimeError)):
                WAYS[way](tereza)
        finally:
            log._current.reset(token)


@pytest.mark.parametrize(
    "hidden",
    [
        lambda: list(Contact.objects.aggregate(Max("last_name"))),
        lambda: list(Contact.objects.values("last_name").annotate(n=Count("pk"))),
        lambda: list(Contact.objects.values_list("last_name").distinct()),
        lambda: list(Contact.objects.values_list("last_name").union(Contact.objects.values_list("first_name"))),
        lambda: list(Company.objects.annotate(n=Subquery(Contact.objects.values("last_name")[:1])).values("n")),
        lambda: list(Company.objects.annotate(n=StringAgg("people__contact__last_name", ",")).values("n")),
        lambda: list(
            Position.objects.annotate(
                n=Subquery(Contact.objects.filter(pk=OuterRef("contact_id")).values("last_name")[:1])
            ).values_list("n")
        ),
    ],
)
def test_a_query_that_hides_whose_data_it_brings_is_refused(world: World, tereza: Contact, hidden: Any) -> None:
    with system("hidden", world.ours.instance.pk), pytest.raises(Unrecordable):
        hidden()


def test_counting_is_not_looking(world: World, tereza: Contact) -> None:
    with system("counting", world.ours.instance.pk):
        assert Contact.objects.count() == 1
        assert Contact.objects.filter(last_name="Dvořáková").exists()
        assert Contact.objects.aggregate(n=Count("last_name"))["n"] == 1
        assert list(Contact.objects.values_list("pk", flat=True)) == [tereza.pk]
    assert entries(world, "counting") == {}


@pytest.mark.promise("D5")
def test_writes_leave_entries_too(world: World) -> None:
    with system("writing", world.ours.instance.pk):
        level = world.ours.level
        one = Contact.objects.create(last_name="One", security_level=level)
        two, three = Contact.objects.bulk_create(
            [Contact.fresh(last_name=name, security_level=level) for name in ("Two", "Three")]
        )
        Contact.objects.filter(pk__in=[one.pk, two.pk]).update(city="Brno")
        Contact.objects.filter(pk=three.pk).delete()
    assert entries(world, "writing", "created")["contacts.contact"] == [one.pk, two.pk, three.pk]
    assert entries(world, "writing", "changed")["contacts.contact"] == [one.pk, two.pk]
    assert entries(world, "writing", "deleted")["contacts.contact"] == [three.pk]


@pytest.mark.promise("D5")
def test_if_the_log_cannot_be_written_nothing_happens(world: World, tereza: Contact, monkeypatch: Any) -> None:
    from kept.audit import entries as writing

    monkeypatch.setattr(writing, "INSERT", "INSERT INTO no_such_log VALUES {rows}")
    with pytest.raises(DatabaseError), transaction.atomic(), system("failing", world.ours.instance.pk):
        Contact.objects.filter(pk=tereza.pk).update(city="Brno")
    monkeypatch.undo()
    with system("asking", world.ours.instance.pk):
        assert Contact.objects.get(pk=tereza.pk).city == ""


@pytest.mark.promise("D5")
def test_the_app_can_neither_change_nor_remove_an_entry(world: World, tereza: Contact) -> None:
    for attack in ("UPDATE audit_entry SET door = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry"):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            system("attack", world.ours.instance.pk),
            connection.cursor() as cursor,
        ):
            cursor.execute(attack)


@pytest.mark.promise("D5")
def test_who_looked_at_a_record_is_told_and_only_in_its_instance(world: World, tereza: Contact) -> None:
    with at_the_door(world.ours, "bob", door="GET contacts:record"):
        Contact.objects.get(pk=tereza.pk)
    with system("asking", world.ours.instance.pk):
        looks = looks_at("contacts.contact", tereza.pk)
        assert [(look.door, look.act) for look in looks] == [("GET contacts:record", "read"), ("making", "created")]
        assert looks[0].member_id == world.ours.bob.pk
    with system("asking", world.theirs.instance.pk):
        assert looks_at("contacts.contact", tereza.pk) == []


def test_the_actor_reading_their_own_login_is_no_look(world: World) -> None:
    user = world.ours.bob.user_id
    with opened(Access(door="self", user_id=user)):
        type(world.ours.bob.user).objects.get(pk=user)
    with system("asking"):
        assert not Entry.objects.filter(door="self").exists()


@pytest.mark.promise("D5", "C7")
@pytest.mark.parametrize("path", ["/nothing/Jana-zqplanted/x/y/", "/ours/zqplanted/", "/zqplanted@example.com"])
def test_an_entry_never_tells_the_address_that_was_asked_for(world: World, settings: Any, path: str) -> None:
    """What leads to no door may hold anything that somebody typed, and the log is sealed: nobody could take it out."""
    settings.SESSION_SAVE_EVERY_REQUEST = True  # so that an answer of "not there" writes something too
    bob = signed_in(world.ours, "bob")
    assert bob.get(path).status_code == 404
    with system("asking"):
        told = set(Entry.objects.filter(kind="identity.session", by="user").values_list("door", flat=True))
    assert not [door for door in told if "zqplanted" in door]
    assert "GET nowhere" in told
