"""Devices: families and versions from a list, a class of screens, shown to their person and in their copy (C4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kept.identity.devices import SCREENS, kind_of
from kept.identity.models import Session
from kept.policy.stores import Subject, stores
from kept.tenancy.opening import system
from kept.tracking.models import Device, RequestLine, Tally
from tests.cast import World
from tests.walk import signed_in

Noted = Callable[[], None]
CHROME = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"


@pytest.mark.promise("C4")
@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (CHROME, "Chrome 131 · macOS 10"),
        ("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36", "Chrome 131 · Android 10"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0", "Edge 131 · Windows 10"),
        ("python-requests/2.31", "a program"),
        ("", ""),
        ("JanNovakBot/1.0", "other"),
        ("jan.novak@example.cz", "other"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:777123456) Gecko/20100101 Firefox/777123456.0", "Firefox · Linux"),
    ],
)  # fmt: skip
def test_a_kind_is_a_family_of_the_list_with_a_version_that_there_can_be(sent: str, told: str) -> None:
    assert str(kind_of(sent)) == told


def visit(world: World, noted: Noted) -> Any:
    bob = signed_in(world.ours, "bob")
    page = bob.get("/ours/contacts/", HTTP_USER_AGENT=CHROME).content.decode()
    assert "data-screen-url" in page
    assert bob.post("/profile/sessions/screen/", {"screen": "1440-1919"}).status_code == 204
    assert "data-screen-url" not in bob.get("/ours/contacts/", HTTP_USER_AGENT=CHROME).content.decode()
    noted()
    return bob


@pytest.mark.promise("C4")
def test_a_visit_leaves_one_device_a_month_with_its_class_of_screen(world: World, noted: Noted) -> None:
    bob = visit(world, noted)
    bob.get("/ours/companies/", HTTP_USER_AGENT=CHROME)
    noted()
    with system("tests"):
        one = Device.objects.get(instance=world.ours.instance.pk)
        assert (one.user_id, one.browser, one.browser_version, one.system) == (
            world.ours.bob.user_id,
            "Chrome",
            "131",
            "macOS",
        )
        assert one.screen == "1440-1919"
    assert Tally.objects.filter(what="screen", key="1440-1919").exists()


@pytest.mark.promise("C4")
def test_a_person_sees_their_devices_and_screens_among_their_sessions(world: World, noted: Noted) -> None:
    bob = visit(world, noted)
    assert "screen 1440-1919 points wide" in bob.get("/profile/sessions/").content.decode()
    with system("tests"):
        assert Session.objects.get(user_id=world.ours.bob.user_id).screen == "1440-1919"


@pytest.mark.promise("C4")
def test_a_width_that_is_no_class_is_not_kept(world: World) -> None:
    bob = signed_in(world.ours, "bob")
    for said in ("1366", "Jan Novák", "1440-1919 ", ""):
        assert bob.post("/profile/sessions/screen/", {"screen": said}).status_code == 204
    with system("tests"):
        assert Session.objects.get(user_id=world.ours.bob.user_id).screen == ""
    assert all(len(name) <= 16 for name in SCREENS)


@pytest.mark.promise("C4", "C7", "R2", "R6")
def test_devices_and_requests_are_in_a_persons_copy_and_go_with_them(world: World, noted: Noted) -> None:
    visit(world, noted)
    subject = Subject(None, {"identity.user": (world.ours.bob.user_id,)}, frozenset({world.ours.bob.email}))
    [rows] = [store for store in stores() if store.name == "rows"]
    told = {piece.name: b"".join(piece.content).decode() for piece in rows.export(subject)}
    assert "Chrome" in told["data/tracking.device.json"]
    assert "contacts:list" in told["data/tracking.requestline.json"]
    assert "1440-1919" in told["data/identity.session.json"]
    rows.erase(subject)
    with system("tests"):
        assert not Device.objects.filter(user_id=world.ours.bob.user_id).exists()
        assert not RequestLine.objects.filter(user_id=world.ours.bob.user_id).exists()
