"""The log of the operator's doors: who opened what, and whose data they saw."""

from __future__ import annotations

import pytest
from django.test import Client

from kept.console import log
from kept.grants.staff import StaffRole
from kept.tenancy.opening import system
from tests.cast import World
from tests.staff import hire

LOG = "/operator/log/"


def shown(client: Client, query: str = "") -> str:
    """The rows of the page."""
    text: str = client.get(f"{LOG}{query}").content.decode()
    return text.partition("<tbody>")[2].partition("</tbody>")[0]


@pytest.mark.promise("D6")
@pytest.mark.promise("D5")
def test_what_a_colleague_opened_stands_in_the_log_and_so_does_the_look_into_it(world: World) -> None:
    support, officer = hire(world, "bob", StaffRole.SUPPORT), hire(world, "alice", StaffRole.PRIVACY)
    support.get("/operator/desk/")
    assert support.get(LOG).status_code == 403
    rows = shown(officer)
    assert "Bob Ours" in rows and "desk_operator:inbox" in rows
    again = shown(officer)
    assert again.count("Alice Ours") == 1 and "Alice Ours" not in rows  # her first look is there for her second
    assert "GET operator:log:list" in again.partition("Alice Ours")[2].partition("</tr>")[0]
    assert rows.count("GET operator:log:list") == 1  # his knock at a door that stayed shut


@pytest.mark.promise("D6")
def test_it_is_asked_by_colleague_room_and_day(world: World) -> None:
    support, officer = hire(world, "bob", StaffRole.SUPPORT), hire(world, "alice", StaffRole.PRIVACY)
    support.get("/operator/desk/")
    officer.get("/operator/requests/")
    bob, alice = world.ours.bob.user_id, world.ours.alice.user_id
    assert "Alice Ours" not in shown(officer, f"?staff={bob}") and "Bob Ours" in shown(officer, f"?staff={bob}")
    only = shown(officer, f"?room=requests_operator&staff={alice}")
    assert "requests_operator" in only and "operator:log:" not in only
    assert shown(officer, "?day=2001-01-01") == ""
    for odd in ("?day=2026-02-31", "?staff=x", "?room=%00", "?before=-1", "?person=%00", f"?staff={'9' * 40}"):
        assert officer.get(f"{LOG}{odd}").status_code == 200, odd


@pytest.mark.promise("D6")
def test_all_looks_at_one_person_are_found_by_their_address(world: World) -> None:
    admin, officer = hire(world, "bob", StaffRole.ADMIN), hire(world, "alice", StaffRole.PRIVACY)
    hire(world, "carol", StaffRole.SUPPORT)
    admin.get("/operator/staff/")
    found = shown(officer, "?person=carol@ours.example")
    assert "Bob Ours" in found and "operator:staff:list" in found
    assert shown(officer, "?person=mallory@theirs.example") == ""


@pytest.mark.promise("D6")
def test_it_pages_by_passages_without_losing_or_repeating_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    support, officer = hire(world, "bob", StaffRole.SUPPORT), hire(world, "alice", StaffRole.PRIVACY)
    for _ in range(7):
        support.get("/operator/desk/")
    monkeypatch.setattr(log, "PAGE", 3)
    monkeypatch.setattr(log, "LINES", 5)
    with system("tests"):
        query, seen = "", []
        from django.http import QueryDict

        names = {world.ours.bob.user_id: "Bob"}
        while True:
            passages, older = log.passages_of(log.filtered(QueryDict(query), names), names)
            seen += [one.request_id for one in passages]
            if not older:
                break
            query = f"before={older}"
    assert len(seen) == len(set(seen)) == 7
    assert officer.get(LOG).status_code == 200
