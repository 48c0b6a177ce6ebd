"""Strangers leave as little as they can be answered with, and the desk deals with it."""

from __future__ import annotations

import pytest
from django.test import Client

from kept.desk.forms import CallBackForm, ContactForm
from kept.desk.models import CallBack, Correspondent, Message, Thread
from kept.grants.staff import StaffRole
from kept.policy.register import REGISTER
from kept.tenancy.opening import system
from tests.cast import World
from tests.staff import hire

CALLS = "/operator/desk/calls/"


def ask(telephone: str = "777 123 456", initials: str = "J. N.") -> int:
    return Client().post("/call-back/", {"initials": initials, "telephone": telephone}).status_code


def asked_by(form: str) -> set[str]:
    return {category.code for category in next(one for one in REGISTER.forms if one.id == form).asks}


@pytest.mark.promise("C2")
def test_a_call_back_asks_for_initials_and_a_number_alone() -> None:
    assert set(CallBackForm.base_fields) == {"initials", "telephone"}
    assert asked_by("call-back") == {"name", "telephone"}  # initials are the least of a name


@pytest.mark.promise("C8")
def test_writing_to_us_asks_for_an_address_and_the_message_alone() -> None:
    assert set(ContactForm.base_fields) == {"email", "message"}
    assert asked_by("contact") == {"email", "correspondence"}


@pytest.mark.promise("C2")
def test_who_asks_to_be_called_waits_in_the_queue_until_somebody_did(world: World) -> None:
    desk = hire(world, "bob", StaffRole.SUPPORT)
    assert ask() == 200
    assert ask("+420 777 123 456") == 200  # the same number: not twice
    page = desk.get(CALLS).content.decode()
    assert page.count("+420 777 123 456") == 1 and "J. N." in page
    with system("tests"):
        call = CallBack.objects.get()
    desk.post(f"{CALLS}{call.pk}/not-reached/")
    assert "1 time" in desk.get(CALLS).content.decode()
    assert desk.post(f"{CALLS}{call.pk}/called/", {"text": ""}).status_code == 422
    thread = desk.post(f"{CALLS}{call.pk}/called/", {"text": "Wants a price."})["Location"]
    assert "Wants a price." in desk.get(thread).content.decode()
    assert "Nobody waits for a call" in desk.get(CALLS).content.decode()
    assert desk.post(f"{CALLS}{call.pk}/not-reached/").status_code == 409


@pytest.mark.promise("L2")
def test_the_service_ends_with_the_last_talk_and_begins_with_the_next(world: World) -> None:
    desk = hire(world, "bob", StaffRole.SUPPORT)
    ask()
    with system("tests"):
        call = CallBack.objects.get()
        assert Correspondent.objects.get().service_ended_at is None
    desk.post(f"{CALLS}{call.pk}/drop/")
    with system("tests"):
        assert Correspondent.objects.get().service_ended_at is not None
    desk.post(f"{CALLS}{call.pk}/back/")
    with system("tests"):
        assert Correspondent.objects.get().service_ended_at is None


def test_a_number_that_cannot_be_called_is_told_and_not_lost(db: None) -> None:
    for wrong in ("", "abc", "12", "+", "777 123 456 789 012 345 678"):
        assert ask(wrong) == 422, wrong
    assert 'value="12"' in Client().post("/call-back/", {"initials": "J", "telephone": "12"}).content.decode()
    with system("tests"):
        assert not Correspondent.objects.exists()


@pytest.mark.promise("C8")
def test_what_a_stranger_writes_is_answered_by_mail(world: World, letters) -> None:
    desk = hire(world, "bob", StaffRole.SUPPORT)
    Client().post("/contact/", {"email": "Jana@N.example", "message": "Hello\n\n<script>x()</script> how much?"})
    inbox = desk.get("/operator/desk/").content.decode()
    assert "jana@n.example" in inbox and "Hello" in inbox
    with system("tests"):
        thread = Thread.objects.get()
    here = f"/operator/desk/{thread.pk}/"
    page = desk.get(here).content.decode()
    assert "how much?" in page and "<script>x()" not in page
    assert desk.post(f"{here}answer/", {"text": " "}).status_code == 422
    desk.post(f"{here}answer/", {"text": "Only us.", "note": "1"})
    assert letters() == []
    desk.post(f"{here}answer/", {"text": "Ten crowns."})
    (letter,) = letters()
    assert (letter.to, letter.subject, letter.purpose) == ("jana@n.example", "Re: Hello", "L2")
    assert "Ten crowns." in letter.text and "Only us." not in letter.text
    assert "Only us." in desk.get(here).content.decode()
    with system("tests"):
        assert Thread.objects.get().state == "waiting"
        assert [one.direction for one in Message.objects.all()] == ["in", "note", "out"]


def test_a_state_can_be_taken_back_and_a_talk_be_somebodys(world: World) -> None:
    desk = hire(world, "bob", StaffRole.SUPPORT)
    Client().post("/contact/", {"email": "jana@n.example", "message": "Hello"})
    with system("tests"):
        here = f"/operator/desk/{Thread.objects.get().pk}/"
    page = desk.post(f"{here}state/closed/", follow=True).content.decode()
    assert f"{here}state/open/" in page
    assert desk.post(f"{here}state/nonsense/").status_code == 404
    me = world.ours.members["bob"].user_id
    desk.post(f"{here}assign/", {"user": me})
    desk.post(f"{here}state/open/")
    assert "jana@n.example" in desk.get("/operator/desk/?state=mine").content.decode()
    desk.post(f"{here}assign/", {"user": "alice"})
    assert "jana@n.example" not in desk.get("/operator/desk/?state=mine").content.decode()


def test_strangers_are_held_back_when_they_pour(db: None) -> None:
    answers = [ask(f"777 123 4{n:02}") for n in range(12)]
    assert answers[:10] == [200] * 10 and answers[10:] == [429, 429]


def test_only_support_enters(world: World) -> None:
    assert hire(world, "bob", StaffRole.EDITOR).get("/operator/desk/").status_code == 403
    assert hire(world, "carol", StaffRole.PRIVACY).get("/operator/desk/").status_code == 200
