"""Doors that want a sign-in of a moment ago: rights, exports, keys, sessions. Found in the URLconf, so none is forgotten."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from kept.identity.again import TO_SEE, TO_SEND
from kept.identity.keys import ApiKey
from kept.identity.sessions import Session
from kept.tenancy.opening import system
from tests.cast import World
from tests.hands import signed_in_at
from tests.walk import DOORS, signed_in

pytestmark = pytest.mark.promise("D9")
PROTECT = {"members:withdraw"}  # an invitation that is taken back: it takes a right away from nobody who has one
GUARDED = ("export", "members:keys", "members:keys-revoke", "erasure_instance:package", "erasure_instance:fetch")


def views(patterns: Any = None, before: str = "") -> dict[str, Any]:
    """All views by the names of their doors."""
    found = {}
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(one, "url_patterns"):
            found |= views(one.url_patterns, f"{before}{one.namespace}:" if one.namespace else before)
        else:
            found[f"{before}{one.name}"] = one.callback
    return found


def unguarded(all_views: dict[str, Any]) -> list[str]:
    """Doors that change rights, or give data away, and open to a sign-in of last week."""
    rights = {door.name.strip(":") for door in DOORS if door.needs == ("members.manage",)} - PROTECT - {"members:why"}
    wanted = {name for name in all_views if name.endswith(GUARDED) or name in rights}
    return sorted(name for name in wanted if not getattr(all_views[name], "asks_again", ""))


def test_every_door_that_changes_rights_or_gives_data_away_asks_again() -> None:
    every = views()
    assert sum(name.endswith(GUARDED) for name in every) >= 6
    assert unguarded(every) == []
    twin = {**every, "members:role": lambda request: None}
    assert unguarded(twin) == ["members:role"]


def test_rights_are_not_changed_by_a_session_that_was_left_open(world: World) -> None:
    alice, bob = signed_in(world.ours, "alice"), world.ours.bob
    page = f"/ours/members/{bob.pk}/"
    signed_in_at(alice, time.time() - TO_SEE - 5)
    assert "next=" in alice.get(page)["Location"]
    assert alice.post(f"{page}role/", {"role": "READONLY"}).status_code == 302
    with system("tests", world.ours.instance.pk):
        bob.refresh_from_db()
        assert bob.role == "READONLY"  # what is sent has more time than what is opened
    signed_in_at(alice, time.time() - TO_SEND - 5)
    answer = alice.post(f"{page}role/", {"role": "ADMIN"}, headers={"referer": f"http://testserver{page}"})
    assert answer["Location"].endswith(f"next={page.replace('/', '%2F')}")
    with system("tests", world.ours.instance.pk):
        bob.refresh_from_db()
        assert bob.role == "READONLY"


def test_a_colleague_who_may_change_nothing_is_not_asked(world: World) -> None:
    bob = signed_in(world.ours, "bob")
    signed_in_at(bob, time.time() - TO_SEE - 5)
    assert bob.get(f"/ours/members/{world.ours.carol.pk}/").status_code == 200
    assert bob.get("/ours/members/").status_code == 200


def test_no_key_is_made_no_list_leaves_and_no_session_ends_from_a_session_left_open(world: World) -> None:
    alice: Client = signed_in(world.ours, "alice")
    signed_in_at(alice, time.time() - TO_SEND - 5)
    for url, sent in (
        ("/ours/profile/keys/", {"name": "ERP"}),
        ("/ours/contacts/export/", {"reason": "cards"}),
        ("/profile/sessions/end-others/", {}),
    ):
        answer = alice.post(url, sent)
        assert answer.status_code == 302 and "next=" in answer["Location"], url
    with system("tests", world.ours.instance.pk):
        assert not ApiKey.objects.exists()
        assert Session.objects.exists()
