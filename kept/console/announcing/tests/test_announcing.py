"""Announcements: behind the bell and by mail, apart from offers (U3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from kept.consent import choosing
from kept.consent.people import user_as_someone
from kept.console.announcing import evidence, unread
from kept.console.announcing.models import Announcement, NoMail, Telling
from kept.console.announcing.telling import tell_everybody
from kept.grants.staff import StaffRole
from kept.policy import clock
from kept.tenancy.opening import system
from tests.cast import World
from tests.staff import hire
from tests.walk import signed_in

HOME = "/operator/announcements/"
WORDS = {
    "kind": "new",
    "title_en": "Imports undo themselves",
    "text_en": "One **click** is enough.",
    "title_cs": "Importy jdou vzít zpět",
    "text_cs": "Stačí jedno **kliknutí**.",
    "by_mail": "on",
}


@pytest.fixture(autouse=True)
def _bells_are_read_anew() -> Iterator[None]:
    unread.forget()
    yield
    unread.forget()


@pytest.fixture
def editor(world: World) -> Client:
    return hire(world, "bob", StaffRole.EDITOR)


def publish(editor: Client, **words: str) -> int:
    """Write and publish; the number of the announcement."""
    page = editor.post(f"{HOME}new/", {**WORDS, **words})["Location"]
    assert editor.post(f"{page}publish/", {"no_offer": "yes"}).status_code == 302
    return int(page.rstrip("/").rpartition("/")[2])


def told(id: int) -> list[str]:
    """Send all letters; who got one."""
    with system("tests"):
        tell_everybody(Announcement.objects.get(pk=id))
        sent = Telling.objects.filter(announcement_id=id, what=Telling.SENT).select_related("user")
        return sorted(one.user.first_name for one in sent)


def person(world: World, name: str) -> Any:
    return user_as_someone(world.ours.members[name].user)


@pytest.mark.promise("U3")
def test_it_stands_behind_the_bell_until_it_is_put_aside(world: World, editor: Client) -> None:
    carol = signed_in(world.ours, "carol")
    assert "1 new" not in carol.get("/ours/").content.decode()
    id = publish(editor)
    assert "Notifications, 1 new" in carol.get("/ours/").content.decode()
    assert "Imports undo themselves" in carol.get("/news/").content.decode()
    assert carol.post(f"/news/{id}/read/").status_code == 302
    assert "1 new" not in carol.get("/ours/").content.decode()
    assert "Notifications, 1 new" in signed_in(world.ours, "alice").get("/ours/").content.decode()
    publish(editor, title_en="Another")
    assert "Notifications, 1 new" in carol.get("/ours/").content.decode()


@pytest.mark.promise("U3")
def test_it_is_told_by_mail_in_the_language_of_each_and_says_that_it_is_no_offer(
    world: World, editor: Client, letters: Any
) -> None:
    with system("tests"):
        user = world.ours.carol.user
        user.language = "cs"
        user.save()
    assert len(told(publish(editor))) == 5
    by_reader = {letter.to: letter for letter in letters()}
    assert "One click is enough." in by_reader["alice@ours.example"].text
    assert "Stačí jedno kliknutí." in by_reader["carol@ours.example"].text
    assert all(letter.purpose == "L2" for letter in by_reader.values())
    assert "not an offer" in by_reader["alice@ours.example"].text


@pytest.mark.promise("U3")
def test_who_refused_offers_is_told_and_who_objected_to_this_is_not(world: World, editor: Client, letters: Any) -> None:
    with system("tests"):
        choosing.object_to(person(world, "alice"), "L3", form="tests", channel="tests")
        choosing.withdraw(person(world, "alice"), "L4", form="tests", channel="tests")
        choosing.object_to(person(world, "carol"), "L2", form="tests", channel="tests")
        NoMail.objects.create(user=world.ours.dan.user)
    assert told(publish(editor)) == ["Alice", "Bob", "Mallory"]
    assert told(publish(editor, kind="change")) == ["Alice", "Bob", "Carol", "Dan", "Mallory"]


@pytest.mark.promise("U3")
def test_a_user_switches_the_mail_of_what_is_new_off_and_on(world: World, editor: Client) -> None:
    dan = signed_in(world.ours, "dan")
    dan.post("/news/mail/", {"mail": "no"})
    assert "Write to me of what is new" in dan.get("/news/").content.decode()
    assert "Dan" not in told(publish(editor))
    dan.post("/news/mail/", {"mail": "yes"})
    assert "Dan" in told(publish(editor, title_en="Another"))


def test_nobody_is_told_twice_and_newcomers_are_not_told_of_what_was_before_them(world: World, editor: Client) -> None:
    id = publish(editor)
    with system("tests"):
        later = clock.now() + timedelta(hours=1)
        type(world.ours.dan.user).objects.filter(pk=world.ours.dan.user_id).update(joined_at=later)
    assert len(told(id)) == len(told(id)) == 4
    assert "1 new" not in signed_in(world.ours, "dan").get("/ours/").content.decode()


@pytest.mark.promise("U3")
def test_it_is_not_published_without_the_word_that_it_offers_nothing(world: World, editor: Client) -> None:
    page = editor.post(f"{HOME}new/", WORDS)["Location"]
    answer = editor.post(f"{page}publish/", {})
    assert answer.status_code == 422 and "offers nothing" in answer.content.decode()
    half = editor.post(f"{HOME}new/", {**WORDS, "text_cs": ""})
    assert half.status_code == 422
    with system("tests"):
        assert not Announcement.objects.exclude(published_at=None).exists()


def test_what_is_taken_back_rings_no_bell_and_goes_to_nobody_else(world: World, editor: Client) -> None:
    id = publish(editor)
    assert "Take it back" in editor.get(f"{HOME}{id}/").content.decode()
    editor.post(f"{HOME}{id}/withdraw/")
    assert told(id) == []
    carol = signed_in(world.ours, "carol")
    assert "Imports undo" not in carol.get("/news/").content.decode()
    assert "1 new" not in carol.get("/ours/").content.decode()
    assert carol.post(f"/news/{id}/read/").status_code == 404
    assert editor.post(f"{HOME}{id}/publish/", {"no_offer": "yes"}).status_code == 409


def test_only_editors_and_administrators_announce(world: World) -> None:
    assert hire(world, "carol", StaffRole.SUPPORT).get(HOME).status_code == 403
    assert hire(world, "alice", StaffRole.ADMIN).get(HOME).status_code == 200


@pytest.mark.promise("U3")
def test_the_figures_go_red_when_somebody_is_left_out_or_marketing_gets_in(world: World, editor: Client) -> None:
    id = publish(editor)
    with system("tests"), clock.moved(clock.now() + timedelta(hours=2)):
        assert not evidence.everybody_is_told().good
        told(id)
        assert evidence.everybody_is_told().good and evidence.marketing_has_no_say().good
        Telling.objects.filter(announcement_id=id, user=world.ours.bob.user).update(purpose="L3")
        assert not evidence.marketing_has_no_say().good
