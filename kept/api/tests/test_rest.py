"""Value lists, users, levels, custom fields, legal titles."""

from __future__ import annotations

from typing import Any

import pytest

from kept.consent.bases import Basis
from kept.crm.titles.models import LegalTitleTemplate
from kept.tenancy.opening import system
from tests.cast import World

FIRM = {"rating": "A", "state": "B_ACTUAL", "role": "A_SUBSCRIBER"}


def test_who_am_i_is_a_bare_object(program: Any, world: World) -> None:
    bob = program("bob", basic=True)
    for path in ("security/info", "security/info/"):
        found = bob.get(path).json()
        assert (found["username"], found["userAccountId"]) == ("bob@ours.example", world.ours.bob.pk)
        assert found["X-Instance-Name"] == "ours"


def test_users_are_listed_with_their_person(program: Any, world: World) -> None:
    bob = program("bob")
    rows = {row["username"]: row for row in bob.get("userAccount/", limit=1000).json()["data"]}
    assert set(rows) == {f"{name}@ours.example" for name in ("alice", "bob", "carol", "dan")}
    assert rows["bob@ours.example"]["person"] == {"id": bob.person, "fullName": "Bob Ours"}
    assert bob.ids("userAccount/", userRole="ADMIN") == [world.ours.alice.pk]
    one = bob.one(f"userAccount/{world.ours.bob.pk}/")
    assert one["securityLevels"] == [{"id": world.ours.level.pk, "name": "Shared"}]
    assert one["codelistEditPermission"] is False
    assert bob.get(f"userAccount/{world.theirs.mallory.pk}/").status_code == 404
    levels = bob.get("securityLevel/").json()
    assert levels["data"] == [{"id": world.ours.level.pk, "name": "Shared", "locked": True}]


def test_a_value_list_is_kept_by_whoever_manages_fields(program: Any) -> None:
    alice, bob = program("alice"), program("bob")
    made = alice.put("companyCategory/", {"code01": "Key", "code02": "8EA500"})
    assert (made.status_code, type(made.json()["data"])) == (201, int)
    id = made.json()["data"]
    row = {"id": id, "code01": "Key", "code02": "8EA500", "strValue01": None, "extIds": None, "sequenceNumber": 0}
    assert bob.get("companyCategory/").json() == {"success": True, "totalCount": 1, "data": [row]}
    assert bob.put("companyCategory/", {"code01": "Other"}).json()["type"] == "AccessDeniedException"
    twice = alice.put("companyCategory/", {"code01": "Key"})
    assert (twice.status_code, twice.json()["message"]) == (500, "exception.duplicateKey")
    assert alice.put("companyCategory/", {"code01": "X", "code02": "red"}).status_code == 400
    firm = bob.made("company/", {"name": "Firm", **FIRM, "category": id})
    assert bob.one(f"company/{firm}/")["category"] == {"id": id, "value": "Key"}
    assert bob.ids("company/", category=str(id)) == [firm]
    used = alice.delete(f"companyCategory/{id}/")
    assert (used.status_code, used.json()["message"]) == (500, "exception.stillReferenced")
    assert alice.post(f"companyCategory/{id}/", {"code01": "Very key"}).json() == {"success": True}
    assert bob.one(f"company/{firm}/")["category"]["value"] == "Very key"
    assert bob.post(f"company/{firm}/", {"category": None}).status_code == 200
    assert bob.one(f"company/{firm}/")["category"] is None
    assert alice.delete(f"companyCategory/{id}/").json() == {"success": True}
    assert alice.delete(f"companyCategory/{id}/").status_code == 404


VALUES = [
    ("STRING", "Blue", "Blue"),
    ("TEXT", "Long", "Long"),
    ("ENUMERATION", "one", "one"),
    ("HYPERLINK", "https://example.com", "https://example.com"),
    ("DATE", "2026-11-22", "2026-11-22"),
    ("TIME", "14:30", "14:30"),
    ("BIG_DECIMAL", "12.5", 12.5),
    ("MONETARY", 1840000, 1840000),
    ("PERCENT", 12, 12),
    ("BOOLEAN", "true", True),
]


def test_custom_fields_of_every_type_go_in_and_come_out(program: Any) -> None:
    alice = program("alice")
    names = {}
    for kind, _value, _out in VALUES:
        body = {
            "label": f"My {kind}",
            "groupName": "Extras",
            "dataType": kind,
            "currency": "CZK",
            "showInListView": True,
        }
        made = alice.put("customField/config/person/", body)
        assert made.status_code == 201, made.content
        names[kind] = made.json()["data"]["fieldName"]
    assert alice.put(f"customField/enum/Person/{names['ENUMERATION']}/", {"value": "one"}).status_code == 200
    found = {one["name"]: one for one in alice.get("customField/config/").json()["data"]["Person"]}
    assert found[names["ENUMERATION"]]["enumeration"] == ["one"]
    values = {names[kind]: value for kind, value, _out in VALUES}
    eva = alice.made("person/", {"lastName": "Nová", "customFields": values})
    assert alice.one(f"person/{eva}/")["customFields"] == {names[kind]: out for kind, _value, out in VALUES}
    filled = alice.get("person/", **{f"customFields.{names['BIG_DECIMAL']}[GT]": "12"}).json()["data"]
    assert [row["id"] for row in filled] == [eva]
    for name, value in ((f"{names['STRING']}[LIKE]", "Bl%"), (names["DATE"], "2026-11-22"), (names["BOOLEAN"], "yes")):
        assert alice.ids(
            "person/", **{f"customFields.{name}".replace("[LIKE]", "") + ("[LIKE]" if "[" in name else ""): value}
        ) == [eva]
    used = alice.delete(f"customField/enum/person/{names['ENUMERATION']}/", {"value": "one"})
    assert (used.status_code, used.json()["message"]) == (500, "AdminCustomField.enumeration.remove.usedValue")
    alice.post(f"person/{eva}/", {"customFields": {names["STRING"]: None, names["BOOLEAN"]: False}})
    left = alice.one(f"person/{eva}/")["customFields"]
    assert names["STRING"] not in left
    assert alice.delete(f"customField/config/person/{names['DATE']}").status_code == 200
    assert names["DATE"] not in alice.one(f"person/{eva}/")["customFields"]
    assert (
        alice.put(
            "customField/config/person/", {"label": "My", "groupName": "Extras", "dataType": "STRING"}
        ).status_code
        == 400
    )
    assert (
        alice.put(
            "customField/config/nothing/", {"label": "Mine", "groupName": "Extras", "dataType": "STRING"}
        ).status_code
        == 404
    )


@pytest.mark.promise("L5")
def test_a_reason_is_given_filtered_by_and_ended(program: Any, world: World) -> None:
    bob, mallory = program("bob"), program("mallory")
    with system("tests", world.ours.instance.pk):
        consent = LegalTitleTemplate.fresh(name="Consent to offers", basis=Basis.CONSENT, months=24)
        consent.save()
    eva, jan = (bob.made("person/", {"lastName": name}) for name in ("Nová", "Novák"))
    assert bob.get("gdprTemplate/").json()["data"][0]["legalTitle"] == "CONSENT"
    made = bob.put(
        "gdpr/", {"gdprTemplate": consent.pk, "person": eva, "validFrom": "2026-01-01", "validTill": "2027-12-31"}
    )
    assert (made.status_code, type(made.json()["data"])) == (201, int)
    id = made.json()["data"]
    inline = bob.one(f"person/{eva}/")["inlineGdpr"]
    assert inline == [
        {
            "id": id, "validFrom": "2026-01-01", "validTill": "2027-12-31", "legalTitle": "CONSENT",
            "templateName": "Consent to offers", "gdprTemplate": consent.pk,
        }
    ]  # fmt: skip
    assert bob.ids("person/", **{"gdprTemplate[CUSTOM]": consent.pk}) == [eva]
    assert jan in bob.ids("person/", **{"withoutGdpr[CUSTOM]": consent.pk})
    assert bob.get("gdpr/", person=eva).json()["data"][0]["person"]["fullName"] == "Nová"
    assert mallory.get(f"gdpr/{id}/").status_code == 404
    assert bob.post(f"gdpr/{id}/", {"validTill": "2025-01-01"}).status_code == 400
    assert bob.post(f"gdpr/{id}/", {"contractValidity": "x"}).status_code == 400
    assert bob.put("gdpr/", {"gdprTemplate": consent.pk}).status_code == 400
    assert bob.post(f"gdpr/{id}/invalid/").json() == {"success": True}
    assert bob.one(f"person/{eva}/")["inlineGdpr"] == []
    assert bob.one(f"gdpr/{id}/")["rowInfo.rowAccess"] == "INVALID"
