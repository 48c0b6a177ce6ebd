"""The profile: what a person sets holds for every page, and for nobody else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from kept.audit.models import Entry
from kept.identity.models import Membership, User
from kept.tenancy.opening import system
from tests.cast import World
from tests.hands import sign_in

MINE = {
    "first_name": "Alice", "last_name": "Ours", "phone": "", "language": "en", "time_zone": "Europe/Prague",
    "date_format": "", "time_format": "", "week_start": "1", "theme": "auto", "density": "dense", "single_keys": "on",
}  # fmt: skip


@pytest.fixture
def alice(world: World) -> Client:
    client = Client()
    sign_in(client)
    return client


def keep(client: Client, **other: str) -> Any:
    return client.post("/profile/", {**MINE, **other})


def test_the_language_of_a_person_wins_over_the_browsers(alice: Client) -> None:
    assert '<html lang="en"' in alice.get("/profile/", HTTP_ACCEPT_LANGUAGE="cs").content.decode()
    assert keep(alice, language="cs").status_code == 302
    assert '<html lang="cs"' in alice.get("/profile/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert '<html lang="en"' in Client().get("/sign-in/", HTTP_ACCEPT_LANGUAGE="en").content.decode()


def test_a_link_changes_the_language_and_only_that_is_remembered(db: None) -> None:
    anybody = Client()
    assert '<html lang="cs"' in anybody.get("/sign-in/?lang=cs").content.decode()
    assert '<html lang="cs"' in anybody.get("/sign-in/").content.decode()
    assert set(anybody.cookies) == {"kept_language", "kept_csrf"}
    assert '<html lang="en"' in Client().get("/sign-in/?lang=xx").content.decode()


def test_times_are_shown_where_the_person_is(alice: Client) -> None:
    keep(alice, time_zone="Pacific/Auckland")
    there = alice.get("/profile/sessions/").content.decode()
    keep(alice, time_zone="America/Lima", date_format="en_US")
    here = alice.get("/profile/sessions/").content.decode()
    assert there.split("<tbody>")[1] != here.split("<tbody>")[1]
    assert "PM" in here or "AM" in here


def test_the_clock_of_a_person_wins_over_their_languages(alice: Client) -> None:
    keep(alice, time_format="h:mm a")
    assert re.search(r"\d:\d\d\s[ap]m", alice.get("/profile/sessions/").content.decode())
    keep(alice, date_format="en_US", time_format="HH:mm")
    assert not re.search(r"\d:\d\d\s[ap]m", alice.get("/profile/sessions/").content.decode(), re.IGNORECASE)


def test_a_new_name_is_known_in_every_instance(world: World, alice: Client) -> None:
    keep(alice, last_name="Liddell", phone="777123456")
    with system("tests", world.ours.instance.pk):
        assert Membership.objects.get(pk=world.ours.alice.pk).full_name == "Alice Liddell"
        assert User.objects.get(pk=world.ours.alice.user_id).phone == "+420 777 123 456"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", "call me"),
        ("time_zone", "Moon/Far_Side"),
        ("language", "tlh"),
        ("first_name", ""),
        ("theme", "pink"),
        ("time_format", "25:00"),
        ("week_start", "3"),
        ("week_start", ""),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(alice: Client, field: str, value: str) -> None:
    answer = keep(alice, **{field: value, "last_name": "Typed"})
    assert answer.status_code == 422 and 'value="Typed"' in answer.content.decode()
    assert "Typed" not in alice.get("/profile/").content.decode()


def test_the_look_is_remembered_from_the_menu_too(alice: Client) -> None:
    assert alice.post("/profile/theme/", {"theme": "dark"}).status_code == 204
    assert 'data-theme="dark"' in alice.get("/ours/").content.decode()
    alice.post("/profile/theme/", {"theme": ""})
    assert "data-theme=" not in alice.get("/ours/").content.decode().split("<body")[0]
    assert Client().post("/profile/theme/", {"theme": "dark"}).status_code == 302


@pytest.mark.promise("D5")
def test_to_be_recognised_on_a_public_page_is_no_look_at_anybody(world: World, alice: Client) -> None:
    def looks() -> int:
        with system("tests"):
            return Entry.objects.filter(
                kind="identity.user", act="read", ids__contains=[world.ours.alice.user_id]
            ).count()

    before = looks()
    assert alice.get("/privacy").status_code == 200
    assert looks() == before
