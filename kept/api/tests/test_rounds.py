"""What a call costs in rounds to the database, and that fewer rounds change no answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import connection

from kept.api.knock import knock
from kept.audit.models import Entry
from kept.crm.contacts.models import Contact
from kept.crm.records import writing
from kept.crm.records.history import Change, Operation
from kept.grants.models import Group, GroupMember, LevelMember, SecurityLevel, Share
from kept.grants.rights import rights_of, weighed
from kept.identity.keys import ApiKey
from kept.tenancy.models import NoInstance
from kept.tenancy.opening import system
from tests.cast import World

MOST = {"list": 8, "search": 8, "record": 9, "create": 5, "update": 5}  # statements; they may only fall

# Once a day, once in many calls, or only inside another transaction, as tests are.
NOT_EACH_TIME = (
    "SAVEPOINT", "RELEASE", "INSERT INTO api_calls", "UPDATE identity_apikey", "SELECT set_config('kept.instance'",
)  # fmt: skip


@pytest.fixture
def rounds(monkeypatch: Any) -> list[str]:
    """The statements that were sent."""
    sent: list[str] = []
    execute = psycopg.Cursor.execute

    def counted(cursor: Any, query: Any, *more: Any, **options: Any) -> Any:
        text = str(query)
        if not text.startswith(NOT_EACH_TIME):
            sent.append(text)
        return execute(cursor, query, *more, **options)

    monkeypatch.setattr(psycopg.Cursor, "execute", counted)
    return sent


def test_a_call_takes_few_rounds(program: Any, world: World, rounds: list[str]) -> None:
    bob = program("bob")
    eva = bob.made("person/", {"lastName": "Nová"})
    calls: dict[str, Callable[[], Any]] = {
        "list": lambda: bob.get("person/", sortColumn="lastName"),
        "search": lambda: bob.get("person/", fulltext="nov"),
        "record": lambda: bob.get(f"person/{eva}/"),
        "create": lambda: bob.put("person/", {"lastName": "Malá", "contactInfo": {"email": "m@example.com"}}),
        "update": lambda: bob.post(f"person/{eva}/", {"contactInfo": {"tel1": "+420 600 000 001"}}),
    }
    taken = {}
    for name, call in calls.items():
        rounds.clear()
        assert call().status_code < 300
        taken[name] = len(rounds)
    assert {name: number for name, number in taken.items() if number > MOST[name]} == {}, taken
    rounds.clear()
    bob.get(f"person/{eva}/")
    bob.get("person/", sortColumn="lastName")
    assert len(rounds) > MOST["list"], "a question more is seen"


@pytest.mark.promise("D3")
@pytest.mark.parametrize("name", ["alice", "bob", "carol", "dan"])
def test_the_lock_tells_the_database_what_the_rights_say(world: World, name: str) -> None:
    member = world.ours.members[name]
    with system("tests", world.ours.instance.pk):
        board = SecurityLevel.objects.create(instance=world.ours.instance, name="Board")
        LevelMember.objects.create(instance=world.ours.instance, level=board, membership=world.ours.bob)
        group = Group.objects.create(instance=world.ours.instance, name="Team")
        GroupMember.objects.create(instance=world.ours.instance, group=group, membership=world.ours.carol)
        Share.objects.create(instance=world.ours.instance, kind="contacts_contact", record_id=7, group=group)
        _key, secret = ApiKey.issue(member, "a program")
    with system("tests", world.ours.instance.pk):
        found = knock(world.ours.instance.pk, secret, "", "", "somewhere")
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('kept.levels'), current_setting('kept.instance')")
            levels, instance = cursor.fetchone()
        asked, told = rights_of(member), weighed(member, found.gathered)
    assert instance == str(world.ours.instance.pk)
    assert set(levels.split(",")) == set(found.told.split(",")) == set(asked.levels_setting.split(","))
    assert (told.permissions, told.shares) == (asked.permissions, asked.shares)
    assert bool(told.shares) == (name == "carol")


@pytest.mark.promise("L5")
def test_a_wrong_secret_opens_an_instance_to_nothing(world: World) -> None:
    with system("tests"):
        found = knock(world.ours.instance.pk, "kept_1_guess", "", "", "somewhere")
        assert (found.key_id, found.told) == (None, None)
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('kept.levels'), count(*) FROM contacts_contact")
            assert cursor.fetchone() == ("", 0)


@pytest.mark.promise("D5")
def test_one_statement_leaves_the_same_traces_as_three(program: Any, world: World) -> None:
    bob = program("bob")
    eva = bob.made("person/", {"lastName": "Nová", "tags": ["vip"]})
    assert bob.post(f"person/{eva}/", {"lastName": "Malá"}).status_code == 200
    level = world.ours.level.pk
    with system("tests", world.ours.instance.pk):
        made, changed = Change.objects.filter(record_id=eva).order_by("pk")
        assert Contact.objects.get(pk=eva).made_in_id == made.operation_id
        for line, act, values in (
            (
                made,
                "contact.created",
                {"last_name": [None, "Nová"], "tags": [None, ["vip"]], "security_level": [None, level]},
            ),
            (changed, "contact.edited", {"last_name": ["Nová", "Malá"]}),
        ):
            operation = Operation.objects.get(pk=line.operation_id)
            assert (operation.act, operation.records, operation.by_id) == (act, 1, world.ours.bob.pk)
            assert (line.values, line.by_id, line.kind) == (values, world.ours.bob.pk, "contact")
        assert Entry.objects.get(door="api:personInsert", kind="contacts.contact", act="created").ids == [eva]
        assert Entry.objects.get(door="api:personEdit", kind="contacts.contact", act="changed").ids == [eva]
        assert Entry.objects.get(door="api:personEdit", kind="records.change", act="created").ids == [changed.pk]


@pytest.mark.promise("L5")
def test_a_record_of_another_instance_is_not_written(world: World) -> None:
    with system("there", world.theirs.instance.pk):
        theirs = Contact.fresh(last_name="Theirs", security_level=world.theirs.level)
    with system("here", world.ours.instance.pk):
        act, line = Operation.fresh(act="contact.created"), Change.fresh(kind="contact", act="created")
        with pytest.raises(NoInstance):
            writing.create(theirs, act, line)


def test_a_search_finds_what_looking_through_all_finds(program: Any, world: World) -> None:
    bob = program("bob")
    names = ["Dvořáková", "Novák", "Nováček", "Řezník", "O'Brien", "100% jistý", "Pod_tržítko", "Ždárský", "Čapková"]
    for name in names:
        bob.made("person/", {"lastName": name, "firstName": "Jan", "contactInfo": {"email": f"x{len(name)}@mail.cz"}})
    for words, plain in (("vor", "vor"), ("ČEK", "cek"), ("ov", " ov"), ("ovák", "ovak"), ("00%", "00%"), ("d_t", "d_t"),
                         ("ail", "ail"), ("zzz", "zzz"), ("ník", "nik")):  # fmt: skip
        wild = plain.replace("%", r"\%").replace("_", r"\_")
        with system("tests", world.ours.instance.pk), connection.cursor() as cursor:
            cursor.execute("SELECT id FROM contacts_contact WHERE search ILIKE %s ORDER BY sort_key, id", [f"%{wild}%"])
            expected = [row[0] for row in cursor.fetchall()]
        found = bob.get("person/", fulltext=words, sortColumn="lastName").json()
        assert [one["id"] for one in found["data"]] == expected, words
        assert found["totalCount"] == len(expected)
        assert bool(expected) == (words not in ("ov", "zzz"))
