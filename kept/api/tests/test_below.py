"""What stands below a record, and the acts on it."""

from __future__ import annotations

from typing import Any

FIRM = {"rating": "A", "state": "B_ACTUAL", "role": "A_SUBSCRIBER"}


def test_a_company_keeps_one_primary_and_one_contact_address(program: Any) -> None:
    bob = program("bob")
    places = [
        {"address": {"name": "Seat", "city": "Brno", "country": "CZ"}, "contactInfo": {"email": "seat@example.com"}},
        {"address": {"name": "Works", "city": "Zlín", "lat": 49.22, "lng": None}},
    ]
    firm = bob.made("company/", {"name": "Strojírna", **FIRM, "addresses": places})
    seat, works = bob.one(f"company/{firm}/")["addresses"]
    assert (seat["primary"], seat["contactAddress"], works["primary"]) == (True, True, False)
    assert (seat["address"]["city"], seat["address"]["country"], seat["address"]["countryCode"]) == (
        "Brno",
        "Czechia",
        "CZ",
    )
    assert works["address"]["lat"] == 49.22
    assert bob.post(f"company/{firm}/address/{works['id']}/setPrimary/").status_code == 200
    assert bob.post(f"company/{firm}/address/{works['id']}/setContact/").status_code == 200
    listed = bob.get("company/", fulltext="strojirna").json()["data"][0]
    assert listed["primaryAddress"]["id"] == listed["contactAddress"]["id"] == works["id"]
    refused = bob.delete(f"company/{firm}/address/{works['id']}/")
    assert (refused.status_code, refused.json()["message"]) == (500, "exception.primaryAddress")
    third = bob.made(f"company/{firm}/address/", {"address": {"name": "Shop", "street": "Nová 1"}})
    assert (
        bob.post(f"company/{firm}/address/{third}/", {"contactInfo": {"tel1": "+420 600 000 001"}}).status_code == 200
    )
    shop = bob.one(f"company/{firm}/")["addresses"][-1]
    assert (shop["address"]["street"], shop["contactInfo"]["tel1"]) == ("Nová 1", "+420 600 000 001")
    assert bob.delete(f"company/{firm}/address/{third}/").status_code == 200
    assert len(bob.one(f"company/{firm}/")["addresses"]) == 2
    assert bob.ids("company/", **{"primaryAddress-address.city": "Zlín"}) == [firm]
    assert bob.ids("company/", **{"primaryAddress-contactInfo.email": "seat@example.com"}) == []


def test_a_relation_of_companies_stands_on_both_sides(program: Any) -> None:
    bob = program("bob")
    mother, daughter = (bob.made("company/", {"name": name, **FIRM}) for name in ("Mother", "Daughter"))
    body = {"companyJoin": daughter, "companyJoinType": "slave", "notice": "since 2020"}
    relation = bob.made(f"company/{mother}/relationship/", body)
    one = bob.get(f"company/{mother}/relationship/").json()
    assert one["totalCount"] == 1
    assert one["data"][0]["companyJoin"]["name"] == "Daughter"
    other = bob.get(f"company/{daughter}/relationship/").json()["data"][0]
    assert (other["companyJoinType"], other["companyJoin"]["id"], other["notice"]) == ("parent", mother, "since 2020")
    assert bob.post(f"company/{mother}/relationship/{relation}/", {"notice": "new"}).status_code == 200
    assert bob.get(f"company/{daughter}/relationship/").json()["data"][0]["notice"] == "new"
    assert bob.delete(f"company/{mother}/relationship/{relation}/").status_code == 200
    assert bob.get(f"company/{daughter}/relationship/").json()["data"] == []
    assert bob.put(f"company/{mother}/relationship/", {**body, "companyJoin": mother}).status_code == 400


def test_a_person_has_places_in_companies_and_one_is_primary(program: Any) -> None:
    bob = program("bob")
    paper, steel = (bob.made("company/", {"name": name, **FIRM}) for name in ("Paper", "Steel"))
    eva = bob.made("person/", {"lastName": "Nová", "company": paper})
    second = bob.made(f"person/{eva}/relationship/", {"company": steel, "type": "Adviser", "notice": "part time"})
    assert bob.one(f"person/{eva}/")["primaryRelationship"]["company"]["id"] == paper
    assert bob.post(f"person/{eva}/relationship/{second}/setPrimary/").status_code == 200
    assert bob.one(f"person/{eva}/")["primaryRelationship"]["company"]["name"] == "Steel"
    assert bob.post(f"person/{eva}/relationship/{second}/", {"type": "Head"}).status_code == 200
    assert bob.one(f"person/{eva}/")["primaryRelationship"]["type"] == "Head"
    assert bob.delete(f"person/{eva}/relationship/{second}/").status_code == 200
    left = bob.one(f"person/{eva}/")
    assert [(one["company"]["name"], one["primary"]) for one in left["relationships"]] == [("Paper", True)]
    assert bob.put(f"person/{eva}/relationship/", {"company": 999999, "type": "x"}).status_code == 400


def test_a_locked_record_stays_as_it_is(program: Any) -> None:
    bob = program("bob")
    eva = bob.made("person/", {"lastName": "Nová"})
    assert bob.post(f"person/{eva}/lock").json() == {"success": True}
    assert bob.one(f"person/{eva}/")["rowInfo.rowState"] == "LOCK"
    for answer in (
        bob.post(f"person/{eva}/", {"lastName": "Jiná"}),
        bob.delete(f"person/{eva}/"),
        bob.post(f"person/{eva}/invalid"),
    ):
        assert (answer.status_code, answer.json()["message"]) == (500, "exception.recordLocked")
    assert bob.post(f"person/{eva}/unlock/").json() == {"success": True}
    assert bob.post(f"person/{eva}/invalid/").json() == {"success": True}
    assert bob.one(f"person/{eva}/")["rowInfo.rowAccess"] == "INVALID"
    assert bob.ids("person/", **{"rowInfo.rowAccess": "INVALID"}) == [eva]
    assert bob.post(f"person/{eva}/valid").json() == {"success": True}
    assert bob.one(f"person/{eva}/")["rowInfo.rowAccess"] is None


def test_tags_and_external_ids_come_and_go(program: Any) -> None:
    bob = program("bob")
    eva = bob.made("person/", {"lastName": "Nová", "tags": ["a"], "extId": "erp:1"})
    assert bob.put(f"person/{eva}/tag/", {"tag": "b, c"}).status_code == 201
    assert bob.one(f"person/{eva}/")["tags"] == ["a", "b", "c"]
    assert bob.delete(f"person/{eva}/tag/", {"tag": "a,c"}).status_code == 200
    assert bob.one("person/ext/erp:1/")["tags"] == ["b"]
    assert bob.put(f"person/{eva}/extId/", {"extId": "shop:7"}).status_code == 200
    assert bob.one(f"person/{eva}/")["extIds"] == ["erp:1", "shop:7"]
    other = bob.made("person/", {"lastName": "Jiná"})
    taken = bob.put(f"person/{other}/extId/", {"extId": "shop:7"})
    assert (taken.status_code, taken.json()["message"]) == (500, "exception.duplicateKey")
    assert bob.delete(f"person/{eva}/extId/erp:1").status_code == 200
    assert bob.get("person/ext/erp:1/").status_code == 404


def test_two_records_become_one_and_a_person_is_forgotten(program: Any) -> None:
    bob, alice = program("bob"), program("alice")
    kept = bob.made("person/", {"lastName": "Nová", "contactInfo": {"email": "eva@example.com"}})
    double = bob.made("person/", {"lastName": "Nova", "contactInfo": {"tel1": "+420 600 000 002"}, "extId": "erp:2"})
    assert bob.post(f"person/{kept}/merge/{double}/").json() == {"success": True}
    one = bob.one(f"person/{kept}/")
    assert (one["lastName"], one["contactInfo"]["email"], one["contactInfo"]["tel1"]) == (
        "Nová",
        "eva@example.com",
        "+420 600 000 002",
    )
    assert one["extIds"] == ["erp:2"]
    assert bob.get(f"person/{double}/").status_code == 404
    refused = bob.post(f"person/{kept}/anonymize/")
    assert (refused.status_code, refused.json()["type"]) == (500, "AccessDeniedException")
    assert alice.post(f"person/{kept}/anonymize/").json() == {"success": True}
    assert "eva@example.com" not in str(alice.one(f"person/{kept}/"))
