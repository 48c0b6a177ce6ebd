"""Readings are counted with a yes alone, by a picture that is the same for everybody, and told of ten and more (C6)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from kept.consent import choosing
from kept.consent.people import Someone
from kept.grants.staff import StaffRole
from kept.newsletter import consenting, counting, evidence, joining, pixel
from kept.newsletter.links import sealed
from kept.newsletter.models import HandedOver, Issue, Reading
from kept.newsletter.tests.test_sending import Letters, a_minute, an_issue, readers
from kept.policy import recipients
from kept.policy.controller import in_force
from kept.policy.register import REGISTER
from kept.policy.terms import Recipient
from kept.tenancy.opening import system
from tests.cast import World
from tests.markup import tight
from tests.staff import hire
from tests.walk import signed_in

IMAGE = re.compile(r'<img src="([^"]+)"')


def lets(*emails: str) -> None:
    with system("tests"):
        for email in emails:
            consenting.let_count(email, language="en")


def pixels(letters: Letters) -> dict[str, list[str]]:
    """The pictures in each letter of an issue, by whose it is."""
    return {letter.to: IMAGE.findall(letter.html) for letter in letters() if letter.purpose in ("L3", "L4")}


def number(place: str) -> int:
    with system("tests"):
        row = Reading.objects.filter(place=place).first()
        return row.number if row else 0


@pytest.mark.promise("C6")
def test_a_letter_carries_no_pixel_without_a_yes_and_with_it_one_that_is_the_same_for_all(
    world: World, letters: Letters
) -> None:
    readers("jana@n.example", "petr@n.example", "eva@n.example", "ota@n.example")
    lets("jana@n.example", "petr@n.example", "ota@n.example")
    with system("tests"):
        choosing.withdraw(Someone(email="ota@n.example"), "C6", form="tests", channel="web")
    issue = an_issue()
    a_minute()
    found = pixels(letters)
    assert (found["eva@n.example"], found["ota@n.example"]) == ([], [])
    assert found["jana@n.example"] == found["petr@n.example"] and len(found["jana@n.example"]) == 1
    picture = found["jana@n.example"][0].partition("8000")[2]
    answer = Client().get(picture)
    assert answer["Content-Type"] == "image/gif" and not answer.cookies
    assert number(f"issue:{issue.pk}") == 1


@pytest.mark.promise("C6")
def test_a_browser_that_says_no_a_wrong_mark_and_a_mere_look_are_not_counted(world: World) -> None:
    issue = an_issue()
    here = pixel.address(issue, __import__("datetime").date(2026, 11, 22))
    Client().get(here, headers={"Sec-GPC": "1"})
    Client().head(here)
    for wrong in (
        here.replace(f"/{issue.pk}-", f"/{issue.pk + 1}-"),
        "/newsletter/read/x.gif",
        "/newsletter/read/1-2-3.gif",
    ):
        assert Client().get(wrong)["Content-Type"] == "image/gif"
    with system("tests"):
        assert not Reading.objects.exists()


@pytest.mark.promise("C6")
def test_a_pixel_that_tells_readers_apart_turns_the_figure_red(
    world: World, letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers("jana@n.example", "petr@n.example")
    lets("jana@n.example", "petr@n.example")
    assert evidence.pixels_alike().good and evidence.pixels_with_a_yes().value == "2, 0"
    monkeypatch.setattr(pixel, "mark_for", lambda issue, reader: f"https://kept.example/p/{reader.pk}.gif")
    red = evidence.pixels_alike()
    assert (red.good, red.value) == (False, "2")


@pytest.mark.promise("C6")
def test_a_pixel_without_a_yes_turns_the_figure_red(
    world: World, letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers("jana@n.example")
    assert evidence.pixels_with_a_yes().good
    monkeypatch.setattr(pixel, "mark_for", lambda issue, reader: "https://kept.example/p.gif")
    assert not evidence.pixels_with_a_yes().good


@pytest.mark.promise("C6")
def test_a_new_reader_is_asked_apart_and_the_box_is_empty(world: World) -> None:
    for answer, agreed in (({}, False), ({"counting": "on"}, True)):
        link = f"/newsletter/yes/{sealed(joining.CONFIRM, email=f'{agreed}@n.example'.lower(), language='en')}/"
        page = Client().get(link).content.decode()
        assert 'name="counting"' in page and "checked" not in page
        assert Client().post(link, answer).status_code == 200
        with system("tests"):
            from kept.consent.asking import may

            assert bool(may(Someone(email=f"{agreed}@n.example"), "C6")) is agreed
            assert may(Someone(email=f"{agreed}@n.example"), "L4")


@pytest.mark.promise("C6")
def test_a_public_page_carries_one_only_in_a_browser_that_said_yes(world: World) -> None:
    visitor = Client()
    assert "<img" not in visitor.get("/ideas/").content.decode()
    visitor.get("/counting/ideas.gif")
    assert number("page:ideas") == 0
    assert visitor.post("/counting/", {"act": "go-on"}).status_code == 302
    assert visitor.cookies["kept_counting"].value == "yes"
    assert int(visitor.cookies["kept_counting"]["max-age"]) == 180 * 86400
    assert '<img src="/counting/ideas.gif"' in visitor.get("/ideas/").content.decode()
    assert "<img" not in visitor.get("/ideas/", headers={"Sec-GPC": "1"}).content.decode()
    assert "<img" not in visitor.get("/your-data/").content.decode()  # not on every page
    visitor.get("/counting/ideas.gif")
    visitor.get("/counting/ideas.gif", headers={"Sec-GPC": "1"})
    assert number("page:ideas") == 1
    assert "Do not count me" in visitor.get("/cookies").content.decode()
    visitor.post("/counting/", {"act": "stop"})
    assert visitor.cookies["kept_counting"].value == ""
    assert "<img" not in visitor.get("/ideas/").content.decode()
    assert Client().get("/counting/elsewhere.gif").status_code == 404


@pytest.mark.promise("C6")
def test_the_signal_of_a_browser_wins_over_the_button(world: World) -> None:
    visitor = Client()
    visitor.post("/counting/", {"act": "go-on"}, headers={"Sec-GPC": "1"})
    assert visitor.cookies.get("kept_counting") is None or visitor.cookies["kept_counting"].value == ""
    assert "may count me" not in visitor.get("/cookies", headers={"Sec-GPC": "1"}).content.decode()


@pytest.mark.promise("C6")
def test_a_user_who_refused_it_in_their_choices_is_not_counted_in_any_browser(world: World) -> None:
    carol = signed_in(world.ours, "carol")
    carol.post("/counting/", {"act": "go-on"})
    assert "/counting/ideas.gif" in carol.get("/ideas/").content.decode()
    carol.post("/profile/choices/", {"act": "go-on:C6"})
    carol.post("/profile/choices/", {"act": "stop:C6"})
    assert "/counting/ideas.gif" not in carol.get("/ideas/").content.decode()


@pytest.mark.promise("C6")
def test_editors_see_no_number_below_ten_and_it_goes_nowhere_without_a_party_under_contract(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = hire(world, "bob", StaffRole.EDITOR)
    with system("tests"):
        small, large = Issue.objects.create(subject="Small", text="x"), Issue.objects.create(subject="=Large", text="x")
        for issue, times in ((small, 9), (large, 10)):
            for _ in range(times):
                counting.one_more(f"issue:{issue.pk}")
    page = tight(editor.get("/operator/newsletter/numbers/").content.decode())
    assert ">10<" in page and page.count("fewer than can be told") == 1 and "go nowhere" in page
    assert editor.post("/operator/newsletter/numbers/hand-over/").status_code == 409
    party = Recipient("Zprávy s.r.o.", "marketing", "CZ", "2026", ("C6",), frozenset(), None, "x@zpravy.example")
    register = replace(in_force(), recipients=(*in_force().recipients, party))
    monkeypatch.setattr(recipients, "in_force", lambda: register)
    answer = editor.post("/operator/newsletter/numbers/hand-over/")
    assert answer.content.decode().split() == ["what,readings", "'=Large,10"]
    with system("tests"):
        went: Any = HandedOver.objects.get()
    assert (went.recipient, went.numbers, went.held_back) == ("Zprávy s.r.o.", 1, 1)


@pytest.mark.promise("C6")
def test_who_receives_numbers_may_receive_nothing_of_a_person() -> None:
    assert REGISTER.role("marketing").categories == frozenset()
    assert REGISTER.role("marketing").purposes == ("C6",)
