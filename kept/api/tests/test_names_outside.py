"""External ids of values of lists and of addresses: given, shown, taken once, and taken away."""

from __future__ import annotations

from typing import Any

import pytest

FIRM = {"name": "Papírna", "rating": "A", "state": "B_ACTUAL", "role": "A_SUBSCRIBER"}


def test_a_value_of_a_list_has_names_in_other_systems(program: Any) -> None:
    alice = program("alice")
    made = [alice.put("companyCategory/", {"code01": label}).json()["data"] for label in ("Paper", "Glass")]

    def shown() -> dict[int, Any]:
        return {row["id"]: row["extIds"] for row in alice.get("companyCategory/").json()["data"]}

    assert shown()[made[0]] is None
    for name in ("erp:1", "shop:7", "erp:1"):
        assert alice.put(f"companyCategory/{made[0]}/extId/", {"extId": name}).status_code == 200
    assert shown() | {made[0]: ["erp:1", "shop:7"], made[1]: None} == shown()
    taken = alice.put(f"companyCategory/{made[1]}/extId/", {"extId": "erp:1"})
    assert (taken.status_code, taken.json()["message"]) == (500, "exception.duplicateKey")
    assert alice.put(f"personCategory/{made[0]}/extId/", {"extId": "erp:2"}).status_code == 404
    assert alice.put(f"planet/{made[0]}/extId/", {"extId": "erp:2"}).status_code == 404
    assert alice.put(f"companyCategory/{made[0]}/extId/", {"extId": "a/b"}).status_code == 400
    assert alice.delete(f"companyCategory/{made[0]}/extId/shop:7").status_code == 200
    assert alice.delete(f"companyCategory/{made[0]}/extId/shop:7").status_code == 404
    assert alice.delete(f"companyCategory/{made[0]}/").status_code == 200
    assert alice.put(f"companyCategory/{made[1]}/extId/", {"extId": "erp:1"}).status_code == 200


@pytest.mark.promise("D3")
def test_an_address_has_names_in_other_systems(program: Any) -> None:
    bob, carol, mallory = program("bob"), program("carol"), program("mallory")
    firm = bob.made("company/", FIRM | {"addresses": [{"address": {"name": "Seat"}}, {"address": {"name": "Shop"}}]})

    def addresses() -> list[dict[str, Any]]:
        return sorted(bob.one(f"company/{firm}/")["addresses"], key=lambda row: int(row["id"]))

    seat, shop = (row["id"] for row in addresses())
    assert bob.put(f"companyAddress/{seat}/extId/", {"extId": "erp:1"}).status_code == 200
    assert [row["extIds"] for row in addresses()] == [["erp:1"], None]
    assert bob.put(f"companyAddress/{shop}/extId/", {"extId": "erp:1"}).status_code == 500
    assert bob.put(f"companyAddress/{shop}/extId/", {}).status_code == 400
    assert carol.put(f"companyAddress/{shop}/extId/", {"extId": "erp:2"}).status_code == 500
    assert mallory.put(f"companyAddress/{shop}/extId/", {"extId": "erp:2"}).status_code == 404
    assert bob.delete(f"companyAddress/{seat}/extId/erp:2").status_code == 404
    assert bob.delete(f"companyAddress/{seat}/extId/erp:1").status_code == 200
    assert [row["extIds"] for row in addresses()] == [None, None]
