"""Two programs at one record, and what a client spells in another way: nothing is lost, and each mistake has its word."""

from __future__ import annotations

from typing import Any
from unicodedata import normalize

import pytest
from django.db import IntegrityError
from django.test import Client

from kept.api import reading
from kept.audit import prepared
from kept.crm.records.shared import ExternalId

FIRM = {"name": "Papírna", "rating": "A", "state": "B_ACTUAL", "role": "A_SUBSCRIBER"}


@pytest.mark.promise("D9")
def test_a_record_is_held_while_it_is_changed(program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    bob, asked, ask = program("bob"), [], prepared.ask
    id = bob.made("company/", FIRM)
    monkeypatch.setattr(prepared, "ask", lambda sql, params: asked.append(sql) or ask(sql, params))
    bob.one(f"company/{id}/")
    assert not [sql for sql in asked if "FOR UPDATE" in sql], "who only reads must wait for nobody"
    assert bob.put(f"company/{id}/tag/", {"tag": "spring"}).status_code == 201
    assert [sql for sql in asked if "FOR UPDATE" in sql]


@pytest.mark.promise("D9")
def test_merges_that_cross_take_the_same_record_first_and_the_second_finds_it_gone(
    program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob, taken, whole = program("bob"), [], reading.whole
    one, two = (bob.made("company/", FIRM) for _ in range(2))
    monkeypatch.setattr(reading, "whole", lambda *given: taken.append(given[-1]) or whole(*given))
    assert bob.post(f"company/{two}/merge/{one}/").json() == {"success": True}
    assert bob.post(f"company/{one}/merge/{two}/").status_code == 404
    assert taken == [one, two, one], "whichever way they merge, the older one is held first"
    assert bob.get(f"company/{two}/").status_code == 200


def test_an_external_id_that_another_request_took_a_moment_ago_is_a_duplicate(
    program: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = program("bob")

    def taken(self: Any, **how: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr(ExternalId, "save", taken)
    answer = bob.put("company/", {**FIRM, "extId": "erp:1"})
    assert (answer.status_code, answer.json()["message"]) == (500, "exception.duplicateKey")
    assert bob.ids("company/") == []


@pytest.mark.parametrize("name", [".", ".."])
def test_a_step_of_an_address_is_no_external_id(program: Any, name: str) -> None:
    bob = program("bob")
    id = bob.made("company/", FIRM)
    assert bob.put(f"company/{id}/extId/", {"extId": name}).status_code == 400


def test_one_tag_in_two_spellings_of_unicode_is_one_tag(program: Any) -> None:
    bob = program("bob")
    id = bob.made("company/", {**FIRM, "tags": [normalize("NFD", "žárovky")]})
    assert bob.put(f"company/{id}/tag/", {"tag": "žárovky"}).status_code == 201
    assert bob.one(f"company/{id}/")["tags"] == ["žárovky"]
    assert bob.ids("company/", tags=normalize("NFD", "žárovky")) == [id]


def test_a_filter_by_tags_refuses_what_is_no_tag_and_finds_those_without(program: Any) -> None:
    bob = program("bob")
    tagged, bare = bob.made("company/", {**FIRM, "tags": ["spring"]}), bob.made("company/", FIRM)
    refused = bob.get("company/", tags="x" * 81)
    assert (refused.status_code, refused.json()["type"]) == (400, "BadRequest")
    assert (bob.ids("company/", tags="spring"), bob.ids("company/", tags="")) == ([tagged], [bare])


@pytest.mark.promise("L5")
def test_a_token_does_not_act_in_its_own_instance_for_a_client_that_names_another(program: Any) -> None:
    mallory, bob = program("mallory"), program("bob")
    headers = {**bob.headers(), "X-Instance-Name": "theirs"}
    assert Client().get("/api/v2/company/", headers=headers).status_code == 401
    assert Client().get("/api/v2/company/", headers={**headers, "X-Instance-Name": "ours"}).status_code == 200
    assert mallory.ids("company/") == []


def test_calls_are_found_under_both_spellings_of_the_contract(program: Any) -> None:
    bob = program("bob")
    body = {"title": "Call", "priority": "DEFAULT", "owner": bob.person}
    id = bob.made("phonecall/", body)
    assert bob.one(f"phoneCall/{id}/")["title"] == bob.one(f"phonecall/{id}")["title"] == "Call"
    assert bob.post(f"phonecall/{id}/lock").status_code == 200
    assert bob.get(f"phonecalls/{id}/").status_code == 404


def test_the_part_of_somebody_changes_without_naming_them_anew(program: Any) -> None:
    bob = program("bob")
    eva = bob.made("person/", {"lastName": "Nová"})
    id = bob.made("meeting/", {"title": "Talk", "priority": "DEFAULT", "owner": bob.person})
    assert bob.post(f"meeting/{id}/", {"participants": [{"person": eva}]}).status_code == 200
    (row,) = bob.one(f"meeting/{id}/")["participants"]
    assert bob.post(f"meeting/{id}/", {"participants": [{"id": row["id"], "role": "TO"}]}).status_code == 200
    assert bob.one(f"meeting/{id}/")["participants"] == [{**row, "role": "TO"}]
    assert bob.post(f"meeting/{id}/", {"participants": [{"id": row["id"], "role": ["TO"]}]}).status_code == 400


def test_what_is_not_built_yet_is_null_and_not_missing(program: Any) -> None:
    bob = program("bob")
    id = bob.made("company/", FIRM)
    eva = bob.made("person/", {"lastName": "Nová"})
    assert bob.one(f"company/{id}/")["originLead"] is bob.one(f"person/{eva}/")["originLead"] is None
    talk = bob.made("meeting/", {"title": "Talk", "priority": "DEFAULT", "owner": bob.person})
    assert bob.one(f"meeting/{talk}/")["companyAddress"] is None
