"""Every role, permission and door: who may, may; who may not, may not by any way (QUALITY I5).

The table of roles is `kept.grants.roles`; the doors are walked from the URLconf and the API's operations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kept.api import limits
from kept.api.contract import operations
from kept.crm.companies.models import Company
from kept.crm.contacts.models import Contact
from kept.crm.nouns.noun import NOUNS
from kept.grants.models import Grant, LevelMember, Share
from kept.grants.roles import ROLES, all_permissions
from kept.identity.keys import ApiKey
from kept.identity.membership import Role
from kept.identity.models import Membership
from kept.policy.doors import MEMBER
from kept.tenancy.opening import system
from tests.calls import Program, path_of, sample
from tests.cast import World
from tests.content import content, differences
from tests.crawl import text_of
from tests.marked import furnish
from tests.walk import DOORS, Door, foreign_numbers, signed_in

PEOPLE = {"alice": Role.ADMIN, "bob": Role.FULL, "carol": Role.READONLY, "dan": Role.RESTRICTED}
SECRET = "zqsecret"
BORN = "1971-03-09"


@pytest.fixture
def ids(world: World) -> Iterator[dict[str, int]]:
    limits.forget()
    yield furnish(world.ours, mark="mine")
    limits.forget()


def may(name: str, needs: tuple[str, ...]) -> bool:
    """What the published table says."""
    return set(needs) - {MEMBER} <= ROLES[PEOPLE[name]].permissions()


def of_somebody(door: Door) -> bool:
    """Whether a door is further narrowed to whose row it is: a note is edited by its author, a view by its owner."""
    return door.needs == (MEMBER,) or door.name.rpartition(":")[2] in ("edit-note", "view")


def test_the_cast_plays_every_role() -> None:
    assert set(PEOPLE.values()) == set(ROLES) == set(Role)
    assert all(set(door.needs) <= all_permissions() | {MEMBER} for door in DOORS)


@pytest.mark.promise("D3")
@pytest.mark.parametrize("name", PEOPLE)
def test_a_page_opens_for_exactly_those_whose_role_says_so(world: World, ids: dict[str, int], name: str) -> None:
    client = signed_in(world.ours, name)
    before = content(world.ours, log=False)
    wrong, walked = [], 0
    for door in DOORS:
        url = door.address("ours", foreign_numbers(door, ids))
        for method in ("get", "post"):
            walked += 1
            if not may(name, door.needs):
                if getattr(client, method)(url).status_code != 403:
                    wrong.append(f"{name} comes through {method} {door.route}")
            elif method == "get" and client.get(url).status_code == 403 and not of_somebody(door):
                wrong.append(f"{name} may not come through {method} {door.route}")
    assert wrong == []
    assert walked > 150
    if name == "dan":  # nothing he sent has changed anything
        assert differences(before, content(world.ours, log=False)) == []


@pytest.mark.promise("D3")
@pytest.mark.parametrize("name", PEOPLE)
def test_an_operation_answers_exactly_those_whose_role_says_so(world: World, ids: dict[str, int], name: str) -> None:
    program, wrong = Program(world.ours, name), []
    for one in operations():
        if may(name, one.needs) and one.method != "GET":
            continue
        answer = program.call(one.method, path_of(one, ids))
        refused = answer.status_code == 500 and answer.json()["type"] == "AccessDeniedException"
        if refused == may(name, one.needs) or answer.status_code in (401, 403):
            wrong.append(f"{name} {one.method} {one.path}: {answer.status_code} {answer.content[:80]!r}")
    assert wrong == []


@pytest.mark.promise("D3")
def test_a_single_permission_opens_its_own_doors_and_no_other(world: World, ids: dict[str, int]) -> None:
    client, member = signed_in(world.ours, "dan"), world.ours.dan
    wrong = []
    for permission in sorted({needs for door in DOORS for needs in door.needs} - {MEMBER}):
        with system("granting", world.ours.instance.pk):
            grant = Grant.objects.create(membership=member, permission=permission)
        for door in _some(permission):
            open = client.get(door.address("ours", foreign_numbers(door, ids))).status_code != 403
            if open != (set(door.needs) <= {permission, MEMBER}):
                wrong.append(f"with {permission}: {door.route} is {'open' if open else 'shut'}")
        with system("granting", world.ours.instance.pk):
            grant.delete()
    assert wrong == []


def _some(permission: str) -> list[Door]:
    """The doors that ask for a permission, one of each kind, and a few of those that ask for others."""
    kinds = {(door.name.rpartition(":")[2], door.needs): door for door in DOORS if not of_somebody(door)}
    others = [door for door in kinds.values() if permission not in door.needs]
    return [door for door in kinds.values() if permission in door.needs] + Random(permission).sample(others, 3)


@pytest.mark.promise("D3")
def test_a_right_taken_away_is_gone_at_the_next_request(world: World, ids: dict[str, int]) -> None:
    bob, program = signed_in(world.ours, "bob"), Program(world.ours, "bob")
    member, here = world.ours.bob, world.ours.instance.pk
    contact = f"/ours/contacts/{ids['contact']}/"

    def answers() -> tuple[int, int]:
        answer = program.call("GET", f"person/{ids['contact']}/")
        return bob.get(contact).status_code, answer.status_code

    assert answers() == (200, 200)
    with system("taking", here):
        taken = Grant.objects.create(membership=member, permission="contacts.view", allowed=False)
    assert answers() == (403, 500)
    with system("taking", here):
        taken.delete()
        LevelMember.objects.filter(membership=member).delete()
    assert answers() == (404, 404)
    assert program.call("GET", "person/").json()["totalCount"] == 0
    with system("taking", here):
        shared = Share.objects.create(kind="contacts_contact", record_id=ids["contact"], membership=member)
    assert answers() == (200, 200)
    assert bob.get(f"{contact}fact/last_name/").status_code == 403
    with system("taking", here):
        shared.delete()
    assert answers() == (404, 404)
    with system("taking", here):
        LevelMember.objects.create(membership=member, level=world.ours.level)
        Membership.objects.filter(pk=member.pk).update(role=Role.RESTRICTED)
    assert answers() == (403, 500)
    with system("taking", here):
        Membership.objects.filter(pk=member.pk).update(role=Role.FULL, left_at=timezone.now())
    assert answers() == (404, 401)


@pytest.mark.promise("D3")
def test_a_key_taken_back_is_no_key_at_the_next_call(world: World, ids: dict[str, int]) -> None:
    program = Program(world.ours, "bob")
    assert program.call("GET", "person/").status_code == 200
    with system("taking", world.ours.instance.pk):
        ApiKey.objects.filter(membership=world.ours.bob).update(revoked_at=timezone.now())
    assert program.call("GET", "person/").status_code == 401


@pytest.fixture
def secrets(world: World, ids: dict[str, int]) -> dict[str, int]:
    """Private facts of our contact and company, each told by its value, in the record and in its history."""
    from kept.crm.nouns import changing, intake
    from kept.crm.nouns.vocabulary import Vocabulary
    from tests.cast import at_the_door

    with at_the_door(world.ours, "alice") as access:
        for key, model in (("contact", Contact), ("company", Company)):
            noun, words = NOUNS[key], Vocabulary(me=access.member_id)
            fields = {name: one for name, one in noun.fields_for(access, words).items() if one.needs == "private"}
            raw = {
                name: BORN if one.kind == "date" else SECRET
                for name, one in fields.items()
                if one.kind in ("text", "date")
            }
            record = model.objects.get(pk=ids[key])
            changing.change(noun, record, intake.clean(noun, fields, raw, words, new=False), fields, access)
    return ids


@pytest.fixture
def nosy(world: World, secrets: dict[str, int]) -> Client:
    """Dan, with every permission there is but to see what is private."""
    with system("granting", world.ours.instance.pk):
        for permission in all_permissions():
            if not permission.endswith(".private"):
                Grant.objects.create(membership=world.ours.dan, permission=permission)
    return signed_in(world.ours, "dan")


def tells(text: str) -> bool:
    """Whether a private fact is in it, however a date may be written; a number that happens to be 1971 is no date."""
    return SECRET in text or re.search(r"1971-\d\d|(?:[-.] ?|[^\W\d] |/\d{1,2}/)1971\b", text) is not None


PRIVATE = {
    noun.plural: [one.name for one in noun.fields if one.needs == "private"] for noun in NOUNS.values() if noun.plural in ("contacts", "companies")
}  # fmt: skip


FILES = [f"/ours/{plural}/export/" for plural in PRIVATE]
WHOLE = {"format": "xlsx", "columns": "all", "reason": "All there is"}


def ways(secrets: dict[str, int]) -> Iterator[str]:
    """Every address that might show a private field: all doors, and lists and files that ask for it by name."""
    for door in DOORS:
        yield door.address("ours", foreign_numbers(door, secrets))
    for plural, fields in PRIVATE.items():
        record = f"/ours/{plural}/{secrets[plural]}/"
        yield f"/ours/{plural}/?cols={','.join(fields)}"
        yield f"/ours/{plural}/export/?cols={','.join(fields)}&format=csv"
        for field in fields:
            yield from (f"{record}{part}/{field}/" for part in ("cell", "fact"))
            yield f"/ours/{plural}/filter/?field={field}"


@pytest.mark.promise("D3")
def test_a_private_field_is_nowhere_for_who_may_not_see_it(secrets: dict[str, int], nosy: Client, world: World) -> None:
    wrong = [url for url in ways(secrets) if tells(text_of(nosy.get(url)))]
    wrong += [url for url in FILES if tells(text_of(nosy.post(url, WHOLE)))]
    program = Program(world.ours, "dan")
    for one in operations():
        if one.method == "GET" and tells(text_of(program.call("GET", path_of(one, secrets)))):
            wrong.append(one.path)
    assert wrong == []
    alice = signed_in(world.ours, "alice")  # who may see it does, so it was there to be found
    assert sum(tells(text_of(alice.get(url))) for url in ways(secrets)) > 8
    assert all(tells(text_of(alice.post(url, WHOLE))) for url in FILES)


@pytest.mark.promise("D3")
def test_a_private_field_is_not_given_away_by_asking(secrets: dict[str, int], nosy: Client, world: World) -> None:
    """Neither a search, nor a filter, nor an order answers differently for what is in it."""
    program = Program(world.ours, "dan")
    for plural, wire in (("contacts", "person"), ("companies", "company")):
        for field in PRIVATE[plural]:
            one = next(
                each
                for each in NOUNS[plural.replace("companies", "company").replace("contacts", "contact")].fields
                if each.name == field
            )
            right = BORN if one.kind == "date" else SECRET
            for value in (right, "1999-01-01"):
                page = text_of(nosy.get(f"/ours/{plural}/?f={field}:is:{value}"))
                assert "mine" in page, (field, "the filter is left out, all rows are there")
            answer = program.call("GET", f"{wire}/", query=f"{one.wire}={right}")
            assert answer.status_code == 400, field
            assert program.call("GET", f"{wire}/", query=f"sortColumn={one.wire}").status_code == 400, field
        found = text_of(nosy.get(f"/ours/{plural}/?q={SECRET}", headers={"HX-Request": "true", "HX-Target": "rows"}))
        assert f"/ours/{plural}/{secrets[plural]}/" not in found
        assert program.call("GET", f"{wire}/", query=f"fulltext={SECRET}").json()["totalCount"] == 0
    assert f"/{secrets['contacts']}/" not in text_of(nosy.get(f"/ours/palette/?q={SECRET}"))


@pytest.mark.promise("D3")
def test_a_private_field_cannot_be_written_by_who_may_not_see_it(
    secrets: dict[str, int], nosy: Client, world: World
) -> None:
    before = content(world.ours, log=False)
    program = Program(world.ours, "dan")
    before = content(world.ours, log=False)
    for plural, fields in PRIVATE.items():
        for field in fields:
            for part in ("cell", "fact"):
                url = f"/ours/{plural}/{secrets[plural]}/{part}/{field}/"
                assert nosy.post(url, {field: "2001-01-01"}).status_code in (403, 404), url
            nosy.post(
                f"/ours/{plural}/bulk/", {"ids": [secrets[plural]], "act": "edit", "field": field, field: "2001-01-01"}
            )
    body = b'{"birthday": "2001-01-01"}'
    assert (
        program.call("POST", f"person/{secrets['contacts']}/", body).json()["type"] == "AttributeAccessDeniedException"
    )
    changed = [one for one in differences(before, content(world.ours, log=False)) if "api" not in one]
    assert changed == []


def test_a_door_that_forgets_to_ask_is_found_out(world: World, ids: dict[str, int], monkeypatch: Any) -> None:
    from kept.grants.rights import Rights

    monkeypatch.setattr(Rights, "may", lambda self, *permissions: True)
    client = signed_in(world.ours, "dan")
    door = next(door for door in DOORS if door.needs == ("contacts.view",))
    assert not may("dan", door.needs)
    assert client.get(door.address("ours", foreign_numbers(door, ids))).status_code != 403
    assert sample("person.new")
