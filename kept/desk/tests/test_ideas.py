"""Ideas: left with an address, published without a name, told of to whoever left them until they say no."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kept.consent import choosing
from kept.consent.people import Someone
from kept.desk import evidence, ideas
from kept.desk.models import Idea, Suggestion, Thread, Vote
from kept.grants.staff import StaffRole
from kept.policy.stores import all_verified
from kept.privacy.erasure import erasing
from kept.privacy.erasure.finding import subject_of
from kept.tenancy.opening import system
from tests.cast import World
from tests.staff import hire
from tests.walk import signed_in

DESK = "/operator/desk/"
THEIRS = "Jana here: let my colleague Petr see dark mode"


@pytest.fixture
def desk(world: World) -> Client:
    return hire(world, "bob", StaffRole.SUPPORT)


def left(email: str = "jana@n.example", words: str = THEIRS) -> int:
    """Somebody leaves an idea. Returns the talk."""
    assert Client().post("/ideas/new/", {"idea": words, "email": email}).status_code == 200
    with system("tests"):
        return int(Thread.objects.latest("pk").pk)


def made(desk: Client, thread: int | str, title: str = "A dark look") -> int:
    """The desk puts it into its own words. Returns the idea."""
    form = {"title": title, "summary": "For tired eyes.", "language": "en"}
    assert desk.post(f"{DESK}ideas/new/?thread={thread}", form).status_code == 302
    with system("tests"):
        return int(Idea.objects.latest("pk").pk)


@pytest.mark.promise("C8")
def test_an_idea_comes_to_the_desk_as_a_talk_and_is_published_in_our_words_without_the_person(
    world: World, desk: Client, letters: Any
) -> None:
    thread = left()
    assert THEIRS in desk.get(f"{DESK}{thread}/").content.decode()
    idea = made(desk, thread)
    assert Client().get(f"/ideas/{idea}/").status_code == 404
    desk.post(f"{DESK}ideas/{idea}/publish/")
    for page in ("/ideas/", f"/ideas/{idea}/", f"/ideas/{idea}/vote/"):
        shown = signed_in(world.ours, "carol").get(page).content.decode()
        assert "A dark look" in shown
        assert "Jana" not in shown and "Petr" not in shown and "jana@n.example" not in shown


@pytest.mark.promise("U5")
def test_whoever_left_it_is_told_of_each_change_and_answers_come_back_into_the_talk(
    world: World, desk: Client, letters: Any
) -> None:
    idea = made(desk, left())
    told = len(letters())
    for state in ("considered", "planned", "done"):
        desk.post(f"{DESK}ideas/{idea}/move/", {"state": state, "words": f"It is {state}."})
    told_now = letters()[: len(letters()) - told]
    assert [letter.to for letter in told_now] == ["jana@n.example"] * 3
    assert {letter.purpose for letter in told_now} == {"L2"}
    assert "It is done." in told_now[0].text and "“A dark look” is now done" in told_now[0].text
    assert desk.post(f"{DESK}ideas/{idea}/move/", {"state": "done"}).status_code == 409
    with system("tests"):
        assert Thread.objects.get().message_set.filter(direction="out", fingerprint__isnull=False).count() == 4


@pytest.mark.promise("U5")
def test_they_may_stop_it_for_one_idea_with_one_click_and_hear_of_others(
    world: World, desk: Client, letters: Any
) -> None:
    first, second = made(desk, left()), made(desk, left(words="Another one"), "Another")
    link = next(line for line in letters()[-1].text.splitlines() if "/ideas/quiet/" in line).split("8000")[1]
    assert letters()[-1].headers["List-Unsubscribe"].endswith(f"{link}>")
    before = len(letters())
    assert "Hear no more" in Client().get(link).content.decode()
    assert Client().post(link).status_code == 200
    desk.post(f"{DESK}ideas/{first}/move/", {"state": "planned"})
    assert len(letters()) == before
    desk.post(f"{DESK}ideas/{second}/move/", {"state": "planned"})
    assert len(letters()) == before + 1
    for wrong in ("x", "1:x", "1"):
        assert Client().post(f"/ideas/quiet/{wrong}/").status_code == 200
    with system("tests"):
        assert Suggestion.objects.filter(told=True).count() == 1


@pytest.mark.promise("U5")
def test_an_objection_to_care_stops_these_letters_too(world: World, desk: Client, letters: Any) -> None:
    idea = made(desk, left())
    before = len(letters())
    with system("tests"):
        choosing.object_to(Someone(email="jana@n.example"), "L2", form="tests", channel="web")
    desk.post(f"{DESK}ideas/{idea}/move/", {"state": "planned"})
    assert len(letters()) == before


@pytest.mark.promise("C8")
def test_two_who_wish_the_same_belong_to_one_idea_and_both_are_told(world: World, desk: Client, letters: Any) -> None:
    idea, second = made(desk, left()), left("petr@n.example", "Dark please")
    desk.post(f"{DESK}ideas/join/", {"thread": second, "idea": idea})
    before = len(letters())
    desk.post(f"{DESK}ideas/{idea}/move/", {"state": "done"})
    assert sorted(letter.to for letter in letters()[: len(letters()) - before]) == ["jana@n.example", "petr@n.example"]
    assert desk.post(f"{DESK}ideas/join/", {"thread": second, "idea": idea}).status_code == 409


@pytest.mark.promise("C8")
def test_users_vote_once_and_may_take_it_back_strangers_sign_in_first(world: World, desk: Client) -> None:
    idea = made(desk, "")
    carol = signed_in(world.ours, "carol")
    assert carol.post(f"/ideas/{idea}/vote/").status_code == 404
    desk.post(f"{DESK}ideas/{idea}/publish/")
    assert "/sign-in/" in Client().post(f"/ideas/{idea}/vote/")["Location"]
    for expected in (1, 0, 1):
        carol.post(f"/ideas/{idea}/vote/")
        with system("tests"):
            assert Vote.objects.count() == expected
    assert ">1<" in Client().get("/ideas/").content.decode()


@pytest.mark.promise("R6")
def test_when_they_are_erased_the_idea_stays_and_nothing_tells_whose_it_was(
    world: World, desk: Client, settings: Any, tmp_path: Any
) -> None:
    settings.DATA_DIR = tmp_path
    idea = made(desk, left())
    desk.post(f"{DESK}ideas/{idea}/publish/")
    she = subject_of(emails=["jana@n.example"])
    erasing.erase(she, reason="request", by=None)
    assert all_verified(she)[0]
    assert "A dark look" in Client().get("/ideas/").content.decode()
    with system("tests"):
        assert not Suggestion.objects.exists() and not Thread.objects.exists()
        assert ideas.move(Idea.objects.get(), "done") == 0


@pytest.mark.promise("U5")
def test_an_owner_who_is_not_told_turns_the_figure_red(
    world: World, desk: Client, letters: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    idea = made(desk, left())
    desk.post(f"{DESK}ideas/{idea}/move/", {"state": "planned"})
    with system("tests"):
        assert evidence.owners_told().good
        monkeypatch.setattr(ideas, "tell", lambda *_, **__: 0)
        ideas.move(Idea.objects.get(), "done")
        red = evidence.owners_told()
    assert (red.good, red.value) == (False, "1 of 1")
