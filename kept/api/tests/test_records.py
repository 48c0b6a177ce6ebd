"""Records through the API: made, read, changed, deleted, in the contract's manner."""

from __future__ import annotations

from typing import Any


def test_it_makes_reads_changes_and_deletes_a_person(program: Any) -> None:
    bob = program("bob")
    firm = bob.made(
        "company/", {"name": "Olšanská papírna", "rating": "A", "state": "B_ACTUAL", "role": "A_SUBSCRIBER"}
    )
    body = {
        "firstName": "Tereza",
        "lastName": "Dvořáková",
        "owner": bob.person,
        "birthday": "1980-02-29",
        "contactInfo": {"email": "tereza@example.com", "tel1": "+420 608 000 114"},
        "privateAddress": {"city": "Olšany", "country": "CZ"},
        "relationship": {"company": firm, "type": "Head of purchasing"},
        "tags": ["key", "paper"],
        "socialNetworkContact": {"linkedin": "tereza-d"},
    }
    id = bob.made("person/", body)
    person = bob.one(f"person/{id}/")
    assert person["lastName"] == "Dvořáková"
    assert person["contactInfo"]["email"] == "tereza@example.com"
    assert person["contactInfo"]["www"] is None
    assert person["privateAddress"] == {
        "street": None, "city": "Olšany", "province": None, "zipCode": None, "country": "Czechia", "countryCode": "CZ",
    }  # fmt: skip
    assert person["primaryRelationship"]["type"] == "Head of purchasing"
    assert person["primaryRelationship"]["company"] == {"id": firm, "name": "Olšanská papírna"}
    assert [one["primary"] for one in person["relationships"]] == [True]
    assert person["owner"] == {"id": bob.person, "fullName": "Bob Ours"}
    assert person["socialNetworkContact"]["linkedin"] == "tereza-d"
    assert person["birthday"] == "1980-02-29"
    assert person["tags"] == ["key", "paper"]
    assert person["rowInfo.createdBy"] == "bob@ours.example"
    assert person["_version"] >= 1
    assert person["extIds"] is None
    assert person["activeUserAccount"] is False

    assert bob.post(f"person/{id}/", {"titleAfter": "Ph.D.", "contactInfo": {"www": "https://example.com"}}).json() == {
        "success": True
    }
    later = bob.one(f"person/{id}")
    assert (later["titleAfter"], later["contactInfo"]["www"]) == ("Ph.D.", "https://example.com")
    assert later["contactInfo"]["email"] == "tereza@example.com"
    assert later["_version"] == person["_version"] + 1

    listed = bob.get("person/", fulltext="dvorakova").json()
    assert (listed["success"], listed["totalCount"]) == (True, 1)
    assert "socialNetworkContact" not in listed["data"][0]
    assert listed["data"][0]["primaryRelationship"]["company"]["id"] == firm

    assert bob.delete(f"person/{id}/").json() == {"success": True}
    gone = bob.get(f"person/{id}/")
    assert gone.status_code == 404
    assert gone.json()["type"] == "EntityNotFoundException"


def test_a_record_has_a_hundred_tags_at_most_and_nobody_is_born_tomorrow(program: Any) -> None:
    bob, alice = program("bob"), program("alice")
    hundred = [f"t{n}" for n in range(100)]
    id = bob.made("person/", {"lastName": "Nová", "tags": hundred})
    for answer in (
        bob.put("person/", {"lastName": "Dvořák", "tags": [*hundred, "more"]}),
        bob.post(f"person/{id}/", {"tags": [*hundred, "more"]}),
        bob.put(f"person/{id}/tag/", {"tag": "more"}),
    ):
        assert (answer.status_code, answer.json()["type"]) == (400, "BadRequest")
        assert "100 tags" in answer.json()["translatedMessage"]
    assert bob.one(f"person/{id}/")["tags"] == hundred
    assert bob.put(f"person/{id}/tag/", {"tag": "t1"}).status_code == 201  # it has that one
    assert alice.post(f"person/{id}/", {"birthday": "9999-01-01"}).status_code == 400
    assert alice.post(f"person/{id}/", {"birthday": "1999-01-01"}).status_code == 200
