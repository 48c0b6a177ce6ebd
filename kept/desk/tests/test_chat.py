"""Chat: begun without an account, answered while they look, ended, and gone on with by e-mail where one was left."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kept.consent.asking import may
from kept.consent.people import Someone
from kept.desk import chatting, evidence, jobs
from kept.desk.models import Chat, ContactPoint, Correspondent, Message, Thread
from kept.desk.reading import read
from kept.desk.talking import take_in
from kept.grants.staff import StaffRole
from kept.outside import mail
from kept.policy import clock
from kept.tenancy.opening import system
from tests.cast import World
from tests.staff import hire

DESK = "/operator/desk/"


@pytest.fixture
def desk(world: World) -> Client:
    return hire(world, "bob", StaffRole.SUPPORT)


def begun(client: Client, **told: str) -> str:
    """A chat is begun. Returns where the visitor finds it."""
    answer = client.post("/chat/", {"message": "Does it import CSV?", **told})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def the_thread() -> Thread:
    with system("tests"):
        return Thread.objects.order_by("-pk").first()


def answers(desk: Client, text: str = "Yes, it does.") -> None:
    answer = desk.post(f"{DESK}{the_thread().pk}/answer/", {"text": text})
    assert answer.status_code == 302, answer.content.decode()


def goes_away() -> None:
    """Their page has not asked for a quarter of an hour."""
    with system("tests"):
        Chat.objects.update(seen_at=clock.now() - timedelta(minutes=15))


@pytest.mark.promise("C8")
def test_a_chat_needs_a_message_alone_sets_no_cookie_and_is_answered_where_they_look(
    world: World, desk: Client, letters: Any
) -> None:
    visitor = Client()
    here = begun(visitor)
    assert set(visitor.cookies) <= {"kept_csrf"}
    assert "Does it import CSV?" in visitor.get(here).content.decode()
    assert "here now" in desk.get(DESK).content.decode()
    answers(desk)
    said = visitor.get(f"{here}more/?after=0", headers={"HX-Request": "true"}).content.decode()
    assert "Yes, it does." in said and "<h1" not in said
    assert letters() == []
    assert the_thread().channel == "chat"


def test_the_page_that_asks_is_told_nothing_while_there_is_nothing_new(world: World, desk: Client) -> None:
    visitor = Client()
    here = begun(visitor)
    with system("tests"):
        last = Message.objects.latest("pk").pk
    assert visitor.get(f"{here}more/?after={last}").status_code == 204
    answers(desk)
    assert visitor.get(f"{here}more/?after={last}").status_code == 200
    assert desk.get(f"{DESK}{the_thread().pk}/more/?after={last + 1}").status_code == 204
    for nonsense in ("9" * 5000, "²", "-1"):  # longer than any number that Python reads
        assert desk.get(f"{DESK}{the_thread().pk}/more/", {"after": nonsense}).status_code == 200


@pytest.mark.promise("C8")
def test_nobody_opens_a_chat_without_its_whole_link(world: World, desk: Client) -> None:
    here = begun(Client())
    chat, ref, secret = here.strip("/").split("/")
    for wrong in (
        f"/{chat}/{ref}/x/",
        f"/{chat}/{'0' * 16}/{secret}/",
        f"/{chat}/{ref}/{secret[:-1]}x/",
        f"/chat/{ref}/č/",
    ):
        for part in ("", "more/"):
            assert Client().get(f"{wrong}{part}").status_code == 404, wrong
        assert Client().post(f"{wrong}say/", {"text": "x"}).status_code == 404
    assert Client().get(here).status_code == 200


def test_our_notes_are_not_for_the_visitor(world: World, desk: Client) -> None:
    visitor = Client()
    here = begun(visitor)
    desk.post(f"{DESK}{the_thread().pk}/answer/", {"text": "a difficult one", "note": "1"})
    assert "a difficult one" not in visitor.get(here).content.decode()
    assert "a difficult one" in desk.get(f"{DESK}{the_thread().pk}/").content.decode()


@pytest.mark.promise("U5")
def test_who_has_left_gets_the_answer_by_e_mail_and_answers_back_into_the_same_talk(
    world: World, desk: Client, letters: Any
) -> None:
    begun(Client(), email="Jana@N.example", name="Jana Nováková")
    goes_away()
    answers(desk)
    letter = letters()[0]
    assert (letter.to, letter.purpose, letter.text.strip()) == ("jana@n.example", "L2", "Yes, it does.")
    raw = f"From: jana@n.example\r\nMessage-ID: <9@n.example>\r\nIn-Reply-To: {letter.message_id}\r\n\r\nThank you.\r\n"
    with system("tests"):
        incoming = read(raw.encode())
        assert incoming is not None
        take_in(incoming)
        assert [(one.text, one.channel) for one in Message.objects.filter(thread=the_thread())][-1] == (
            "Thank you.",
            "email",
        )
        assert Thread.objects.count() == 1
    assert the_thread().state == "open"


@pytest.mark.promise("U5")
def test_what_they_did_not_see_goes_by_e_mail_when_the_chat_ends_once(world: World, desk: Client, letters: Any) -> None:
    visitor = Client()
    here = begun(visitor, email="jana@n.example")
    answers(desk, "Seen.")
    visitor.get(here)
    answers(desk, "Unseen.")
    assert letters() == []
    goes_away()
    jobs.end_chats(0)
    jobs.end_chats(0)
    assert [letter.text.strip() for letter in letters()] == ["Unseen."]
    assert "The chat has ended" in visitor.get(here).content.decode()
    assert visitor.post(f"{here}say/", {"text": "more"}).status_code == 409


@pytest.mark.promise("U5")
def test_an_address_left_at_the_end_brings_the_talk_on_and_joins_what_we_know(
    world: World, desk: Client, letters: Any
) -> None:
    with system("tests"):
        known = Correspondent.objects.create(first_name="Jana")
        ContactPoint.objects.create(correspondent=known, email="jana@n.example")
    visitor = Client()
    here = begun(visitor)
    visitor.post(f"{here}end/")
    assert visitor.post(f"{here}email/", {"email": "not an address"}).status_code == 422
    answers(desk, "Come on Monday.")
    assert letters() == []
    assert visitor.post(f"{here}email/", {"email": "jana@n.example"}).status_code == 302
    assert [letter.text.strip() for letter in letters()] == ["Come on Monday."]
    with system("tests"):
        assert Correspondent.objects.get() == known
        assert the_thread().correspondent_id == known.pk
    assert "Jana" not in visitor.get(here).content.decode().replace("jana@", "")


@pytest.mark.promise("U5")
@pytest.mark.parametrize("purpose", ["L3", "L4"])
def test_an_address_left_in_a_chat_is_used_for_no_offer_and_no_newsletter(
    world: World, desk: Client, letters: Any, purpose: str
) -> None:
    begun(Client(), email="jana@n.example")
    with system("tests"):
        assert may(Someone(email="jana@n.example"), "L2")
        refused = mail.send(
            purpose=purpose, recipient="email", to="jana@n.example", subject="Buy", text="Cheap.", html=""
        )
        stranger = may(Someone(email="alice@ours.example", kind="identity.user", key=1), "L3")
    assert refused is None and letters() == []
    assert stranger  # a customer may still be told of offers: it is the chat that makes the difference


def test_an_objection_stops_the_letter_and_is_told_to_the_desk(world: World, desk: Client, letters: Any) -> None:
    from kept.consent import choosing

    begun(Client(), email="jana@n.example")
    goes_away()
    with system("tests"):
        choosing.object_to(Someone(email="jana@n.example"), "L2", form="tests", channel="web")
    assert desk.post(f"{DESK}{the_thread().pk}/answer/", {"text": "Yes"}).status_code == 409
    assert letters() == []


def test_whoever_asks_too_often_is_told_to_wait(world: World) -> None:
    visitor = Client(REMOTE_ADDR="192.0.2.77")
    answers = [visitor.post("/chat/", {"message": "x"}).status_code for _ in range(11)]
    assert answers[-1] == 429


def test_the_chat_works_without_script_and_keeps_what_was_typed_wrongly(world: World) -> None:
    visitor = Client()
    page = visitor.post("/chat/", {"message": "Hello", "email": "nonsense"})
    assert page.status_code == 422 and "Hello" in page.content.decode()
    here = begun(visitor)
    assert visitor.post(f"{here}say/", {"text": "And XLSX?"}).status_code == 302
    assert "And XLSX?" in visitor.get(here).content.decode()
    assert visitor.post(f"{here}say/", {"text": ""}).status_code == 422


def test_how_many_wait_is_told_to_the_inbox_once_it_changes(world: World, desk: Client) -> None:
    assert desk.get(f"{DESK}live/?n=0").status_code == 204
    begun(Client())
    assert "1 person waits" in desk.get(f"{DESK}live/?n=0").content.decode()
    with system("tests"):
        assert chatting.live() == 1


@pytest.mark.promise("U5")
def test_a_chat_that_ends_with_an_answer_not_brought_on_turns_the_figure_red(
    world: World, desk: Client, letters: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(Client(), email="jana@n.example")
    answers(desk)
    goes_away()
    monkeypatch.setattr(chatting, "pass_on", lambda *_, **__: False)
    jobs.end_chats(0)
    with system("tests"):
        assert not evidence.answers_brought().good
    monkeypatch.undo()
    with system("tests"):
        chatting.pass_on(Chat.objects.get())
        assert evidence.answers_brought().good


@pytest.mark.promise("C8")
def test_the_figures_are_red_for_a_channel_without_a_way_in_and_a_form_that_asks_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert evidence.channels_with_a_way_in().good and evidence.strangers_asked().good
    monkeypatch.delitem(evidence.WAYS_IN, "chat")
    monkeypatch.setitem(evidence.ASKS, "name", "telephone")
    assert not evidence.channels_with_a_way_in().good and not evidence.strangers_asked().good


def test_the_ways_in_lead_to_doors_that_are_there() -> None:
    for name in evidence.WAYS_IN.values():
        assert reverse(name)


def test_the_small_window_stays_small_all_the_way(world: World) -> None:
    visitor = Client()
    assert "<footer" not in visitor.get("/chat/?small").content.decode()
    here = str(visitor.post("/chat/?small", {"message": "Hello"})["Location"])
    assert here.endswith("/?small")
    page = visitor.get(here).content.decode()
    assert "<footer" not in page and "/say/?small" in page and "C8" in page
    assert str(visitor.post(here.replace("?small", "say/?small"), {"text": "x"})["Location"]).endswith("?small#say")
    assert "<footer" in visitor.get("/chat/").content.decode()
