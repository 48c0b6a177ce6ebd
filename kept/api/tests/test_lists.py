"""Lists through the API: filters with every operator, order, pages, and what a list refuses."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from kept.api import asking, plain
from kept.consent.bases import Basis
from kept.crm.titles.models import LegalTitleTemplate
from kept.policy import clock
from kept.tenancy.opening import system
from tests.cast import World

FIRM = {"rating": "A", "state": "B_ACTUAL", "role": "A_SUBSCRIBER"}


@pytest.fixture
def people(program: Any) -> Any:
    """Bob with four people and two firms."""
    bob = program("bob")
    bob.paper = bob.made("company/", {"name": "Papírna Olšany", **FIRM, "rating": "B"})
    bob.steel = bob.made("company/", {"name": "Ocel 100%", **FIRM, "regNumber": "12345678"})
    bob.eva = bob.made("person/", {"firstName": "Eva", "lastName": "Nová", "contactInfo": {"email": "eva@example.com"},
                                   "relationship": {"company": bob.paper, "type": "Buyer"}, "tags": ["a", "b"]})  # fmt: skip
    bob.jan = bob.made("person/", {"firstName": "Jan", "lastName": "Novák", "birthday": "1980-05-01", "keyman": True})
    bob.ivo = bob.made("person/", {"firstName": "Ivo", "lastName": "Čermák", "birthday": "1990-05-01", "tags": ["b"]})
    return bob


def found(people: Any, **query: Any) -> set[str]:
    """Which of Eva, Jan, Ivo a list answers."""
    names = {people.eva: "Eva", people.jan: "Jan", people.ivo: "Ivo", people.person: ""}
    ids = people.ids("person/", **{name.replace("__", "-").replace("_", "."): value for name, value in query.items()})
    return {names[id] for id in ids} - {""}


def ask(people: Any, *pairs: tuple[str, str]) -> set[str]:
    return found(people, **{}) if not pairs else _ask(people, dict(pairs))


def _ask(people: Any, query: dict[str, str]) -> set[str]:
    names = {people.eva: "Eva", people.jan: "Jan", people.ivo: "Ivo", people.person: ""}
    return {names[id] for id in people.ids("person/", **query)} - {""}


CASES = [
    ("firstName", "Eva", {"Eva"}),
    ("firstName[EQ]", "Eva", {"Eva"}),
    ("firstName[NE]", "Eva", {"Jan", "Ivo"}),
    ("lastName[LIKE]", "Nov%", {"Eva", "Jan"}),
    ("lastName[LIKE]", "nov%", set()),
    ("lastName[LIKE_NOCASE]", "nov%", {"Eva", "Jan"}),
    ("lastName[LIKE_NOCASE]", "%ová", {"Eva"}),
    ("lastName[LIKE]", "_ová", set()),
    ("contactInfo.email", "eva@example.com", {"Eva"}),
    ("contactInfo.email", "", {"Jan", "Ivo"}),
    ("contactInfo.email[NE]", "null", {"Eva"}),
    ("contactInfo.email[EQ_OR_NULL]", "eva@example.com", {"Eva", "Jan", "Ivo"}),
    ("contactInfo.email[NE_OR_NULL]", "eva@example.com", {"Jan", "Ivo"}),
    ("contactInfo.email[NE]", "other@example.com", {"Eva"}),
    ("birthday[GT]", "1980-05-01", {"Ivo"}),
    ("birthday[GE]", '"1980-05-01"', {"Jan", "Ivo"}),
    ("birthday[LT]", "1990-05-01", {"Jan"}),
    ("birthday[EQ]", "null", {"Eva"}),
    ("birthday[NE]", "", {"Jan", "Ivo"}),
    ("keyman", "true", {"Jan"}),
    ("keyman", "NO", {"Eva", "Ivo"}),
    ("keyman", "False", {"Eva", "Ivo"}),
    ("tags", "a,x", {"Eva"}),
    ("tags", "b", {"Eva", "Ivo"}),
    ("primaryRelationship-company-name[LIKE_NOCASE]", "papír%", {"Eva"}),
    ("rowInfo.rowAccess[NE]", "INVALID", {"Eva", "Jan", "Ivo"}),
    ("rowInfo.rowAccess", "INVALID", set()),
    ("withoutGdpr[CUSTOM]", "", {"Eva", "Jan", "Ivo"}),
    ("gdprTemplate[CUSTOM]", "", set()),
    ("rowInfo.createdAt[GT]", "2020-01-01", {"Eva", "Jan", "Ivo"}),
    ("rowInfo.createdAt[LT]", "2020-01-01 10:00", set()),
    ("rowInfo.lastModifiedAt[GE]", "2020-01-01T10:00:00.000+01:00", {"Eva", "Jan", "Ivo"}),
    ("rowInfo.updatedAt[GT]", "2020-01-01", set()),
    ("fulltext", "cermak ivo", {"Ivo"}),
    ("userAccount-id[NE]", "null", set()),
]


def test_every_operator_finds_what_it_says(people: Any) -> None:
    for name, value, wanted in CASES:
        assert _ask(people, {name: value}) == wanted, (name, value)
    assert _ask(people, {"id[IN]": f"{people.eva},{people.jan}"}) == {"Eva", "Jan"}
    assert _ask(people, {"id[GT]": str(people.eva)}) == {"Jan", "Ivo"}
    assert _ask(people, {"lastName[LIKE]": "Nov%", "firstName[NE]": "Eva"}) == {"Jan"}
    assert _ask(people, {"primaryRelationship-company-id": str(people.paper)}) == {"Eva"}
    assert _ask(people, {"personRelationship[CUSTOM]": str(people.paper)}) == {"Eva"}
    assert _ask(people, {"owner": str(people.person)}) == {"Eva", "Jan", "Ivo"}
    assert people.ids("company/", **{"name[LIKE]": "Ocel%"}) == [people.steel]
    assert people.ids("company/", regNumber="12345678") == [people.steel]
    assert people.ids("company/", **{"regNumber[NE]": "null"}) == [people.steel]
    assert people.ids("company/", rating="B") == [people.paper]


REFUSED = [
    ("company", "1", 400, "Unsupported filter column [company]"),
    ("nonsense[EQ]", "1", 400, "Unsupported filter column [nonsense]"),
    ("firstName[ALMOST]", "1", 400, "Unsupported operator [ALMOST] for filter column [firstName]"),
    ("birthday[GT]", "soon", 400, "Invalid value [soon] of filter column [birthday]"),
    ("category", "99999", 404, "category with id [99999] not found"),
    ("owner", "99999", 404, "Person with id [99999] not found"),
    ("personRelationship[CUSTOM]", "99999", 404, "Company with id [99999] not found"),
    ("gdprTemplate[CUSTOM]", "99999", 404, "GdprTemplate with id [99999] not found"),
    ("sortColumn", "nonsense", 400, "Unsupported sort column [nonsense]"),
    ("sortDirection", "UPWARDS", 400, "Invalid value [UPWARDS] of [sortDirection]"),
    ("limit", "many", 400, "Invalid value [many] of [limit]"),
    ("offset", "-1", 400, "Invalid value [-1] of [offset]"),
    ("view", "all", 400, "Unknown view [all]"),
]


def test_what_a_list_does_not_know_it_refuses(people: Any) -> None:
    for name, value, status, message in REFUSED:
        answer = people.get("person/", **{name: value})
        assert (answer.status_code, answer.json()["message"]) == (status, message), name
        assert "success" not in answer.json()


def test_pages_follow_each_other_and_the_total_is_of_the_whole_match(people: Any) -> None:
    query = {"sortColumn": "lastName", "id[IN]": f"{people.eva},{people.jan},{people.ivo}"}
    assert people.ids("person/", **query) == [people.ivo, people.eva, people.jan]
    assert people.ids("person/", **query, sortDirection="DESC") == [people.jan, people.eva, people.ivo]
    first = people.get("person/", **query, limit=2).json()
    assert (first["totalCount"], [row["id"] for row in first["data"]]) == (3, [people.ivo, people.eva])
    rest = people.get("person/", **query, limit=2, offset=2).json()
    assert (rest["totalCount"], [row["id"] for row in rest["data"]]) == (3, [people.jan])
    assert len(people.ids("person/", **query, limit=0)) == 3
    beyond = people.get("person/", **query, offset=50).json()
    assert (beyond["totalCount"], beyond["data"]) == (3, [])
    everything = people.get("person/", limit=1).json()
    assert everything["totalCount"] == 4
    for column in ("id", "firstName", "rowInfo.createdAt", "rowInfo.updatedAt", "rowInfo.lastModifiedAt"):
        assert len(people.ids("person/", sortColumn=column)) == 4, column


def test_records_come_in_their_order_also_when_keys_alone_are_sorted(people: Any, monkeypatch: Any) -> None:
    only = {"id[IN]": f"{people.eva},{people.jan},{people.ivo}"}
    assert people.ids("person/", **only, sortColumn="firstName") == [people.eva, people.ivo, people.jan]
    assert people.ids("person/", **only, sortColumn="firstName", sortDirection="DESC")[0] == people.jan
    assert people.ids("person/", **only, sortColumn="birthday") == [people.jan, people.ivo, people.eva]
    assert people.ids("person/", **only, sortColumn="firstName", limit=1, offset=1) == [people.ivo]
    usual = people.get("person/", sortColumn="lastName", limit=2, offset=2).json()
    monkeypatch.setattr(asking, "FAR", 1)
    assert people.get("person/", sortColumn="lastName", limit=2, offset=2).json() == usual
    assert len(usual["data"]) == 2


def test_the_state_of_records_alone_tells_nothing_of_a_person(people: Any) -> None:
    row = people.get("person/", view="rowInfo", **{"id": people.eva}).json()["data"][0]
    assert set(row) == {
        "id", "rowInfo.createdAt", "rowInfo.createdBy", "rowInfo.updatedAt", "rowInfo.updatedBy",
        "rowInfo.rowAccess", "rowInfo.rowState", "_version",
    }  # fmt: skip


def test_times_are_the_callers_own_or_iso(people: Any) -> None:
    plain = people.one(f"person/{people.eva}/")["rowInfo.createdAt"]
    assert len(plain) == 16 and plain[10] == " "
    iso = people.get(f"person/{people.eva}/", dateFormat="ISO8601").json()["data"]["rowInfo.createdAt"]
    assert iso[19] == "." and iso[10] == "T" and iso[-3] == ":"


def test_what_nobody_could_store_may_still_be_looked_for(program: Any) -> None:
    alice = program("alice")
    alice.made("person/", {"lastName": "Nová", "contactInfo": {"email": "eva@example.com"}, "birthday": "1990-02-03"})
    for name, value in (("contactInfo.email", "nobody at all"), ("birthday", "2999-01-01")):
        assert alice.get("person/", **{name: value}).json() == {"success": True, "totalCount": 0, "data": []}, name
        assert len(alice.ids("person/", **{f"{name}[NE]": value, "lastName": "Nová"})) == 1
    assert len(alice.ids("person/", **{"birthday[LT]": "2999-01-01", "lastName": "Nová"})) == 1
    assert alice.get("company/", **{"primaryAddress-contactInfo.email": "@"}).json()["totalCount"] == 0
    assert alice.get("person/", birthday="some day").status_code == 400


def test_templates_are_not_found_by_a_time_that_is_not_kept(program: Any) -> None:
    alice = program("alice")
    rows = alice.get("gdprTemplate/").json()
    for name in ("createdAt", "updatedAt", "lastModifiedAt"):
        assert alice.get("gdprTemplate/", **{f"rowInfo.{name}[GT]": "2020-01-01"}).json()["totalCount"] == 0
        assert alice.get("gdprTemplate/", **{f"rowInfo.{name}": "null"}).json()["totalCount"] == rows["totalCount"]
        assert alice.get("gdprTemplate/", **{f"rowInfo.{name}[GT]": "x"}).status_code == 400


def test_plain_lists_tell_their_states_alone_when_asked(program: Any) -> None:
    alice = program("alice")
    for path in ("userAccount/", "gdprTemplate/", "gdpr/"):
        whole = alice.get(path).json()
        short = alice.get(path, view="rowInfo").json()
        assert short["totalCount"] == whole["totalCount"]
        assert {key for row in short["data"] for key in row} <= plain.STATE
        assert alice.get(path, view="x").status_code == 400
    assert len(alice.get("userAccount/", view="rowInfo").json()["data"]) > 2
    assert alice.get("gdpr/", lead=7).json()["data"] == []


def test_a_legal_title_begins_with_the_operators_day(program: Any, world: World) -> None:
    alice = program("alice")
    with system("tests", world.ours.instance.pk):
        template = LegalTitleTemplate.objects.create(name="A contract", basis=Basis.CONTRACT)
    eva = alice.made("person/", {"lastName": "Nová"})
    body = {"gdprTemplate": template.pk, "person": eva, "validFrom": "2027-01-16"}
    assert alice.put("gdpr/", body).status_code == 201
    asked = {"gdprTemplate[CUSTOM]": template.pk}
    with clock.moved(dt.datetime(2027, 1, 15, 22, 30, tzinfo=dt.UTC)):  # half past eleven in Prague
        assert alice.ids("person/", **asked) == []
    with clock.moved(dt.datetime(2027, 1, 15, 23, 30, tzinfo=dt.UTC)):
        assert alice.ids("person/", **asked) == [eva]
