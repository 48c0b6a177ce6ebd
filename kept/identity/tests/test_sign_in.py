"""Signing in: who may, who may not, and what nobody learns from trying."""

from __future__ import annotations

import re
import statistics
import time
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kept.identity.attempts import Attempt
from kept.identity.models import Session, User
from kept.identity.sessions import IDLE, LONGEST
from kept.outside import mail
from kept.tenancy.opening import system
from tests.cast import PASSWORD, World

ALICE = "alice@ours.example"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0"


def sign_in(client: Client, login: str = ALICE, password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/sign-in/", {"login": login, "password": password}, **more)


def is_in(client: Client) -> bool:
    return client.get("/profile/").status_code == 200


@pytest.mark.promise("U1")
def test_the_e_mail_is_the_login_whatever_its_case_and_the_wrong_password_is_none(world: World, client: Client) -> None:
    assert client.get("/sign-in/").status_code == 200
    assert sign_in(client, password="a quiet lime tree at moon").status_code == 200
    assert not is_in(client)
    answer = sign_in(client, login=" Alice@Ours.EXAMPLE ")
    assert answer.status_code == 302 and is_in(client)
    assert client.get("/")["Location"] == "/ours/"


def test_signing_out_ends_the_session_here_and_takes_its_row_along(world: World, client: Client) -> None:
    sign_in(client)
    key = client.cookies["kept_session"].value
    assert client.post("/sign-out/")["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_in(client)
    thief = Client()
    thief.cookies["kept_session"] = key
    assert not is_in(thief)


@pytest.mark.promise("D7")
def test_passwords_are_kept_by_argon2id(world: World) -> None:
    with system("tests"):
        assert User.objects.get(email=ALICE).password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.promise("D9")
def test_unknown_addresses_and_wrong_passwords_look_alike(world: World) -> None:
    known, unknown = sign_in(Client(), password="not the right one"), sign_in(Client(), "nobody@ours.example")
    assert known.status_code == unknown.status_code

    def bare(answer: Any) -> str:
        text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
        return text.replace(ALICE, "X").replace("nobody@ours.example", "X")

    assert bare(known) == bare(unknown)


@pytest.mark.promise("D9")
def test_unknown_addresses_and_wrong_passwords_take_as_long(world: World, settings: Any) -> None:
    # the processor's time, not the clock's: a busy machine must not decide
    settings.ACCOUNT_RATE_LIMITS = False
    took: dict[str, list[float]] = {ALICE: [], "nobody@ours.example": []}
    for _turn in range(9):
        for login, times in took.items():
            begin = time.process_time()
            sign_in(Client(), login, "not the right one")
            times.append(time.process_time() - begin)
    known, unknown = (statistics.median(times) for times in took.values())
    assert abs(known - unknown) < max(0.010, 0.25 * known), took


@pytest.mark.promise("D9")
def test_too_many_tries_pause_the_one_who_tries_and_nobody_else(world: World) -> None:
    guesser, owner = {"REMOTE_ADDR": "203.0.113.7"}, {"REMOTE_ADDR": "198.51.100.4"}
    for _try in range(5):
        sign_in(Client(), password="not the right one", **guesser)
    paused = sign_in(Client(), **guesser)
    assert paused.status_code == 200 and "Too many" in paused.content.decode()
    assert sign_in(Client(), **owner).status_code == 302
    assert sign_in(Client(), "bob@ours.example", **guesser).status_code == 302  # a colleague in the same office
    for _try in range(5):
        sign_in(Client(), "nobody@ours.example", **guesser)
    assert "Too many" in sign_in(Client(), "nobody@ours.example", **guesser).content.decode()
    assert not Attempt.objects.filter(key__contains="alice").exists()


def test_a_right_password_costs_no_try(world: World) -> None:
    for _time in range(12):
        assert sign_in(Client()).status_code == 302


@pytest.mark.promise("C4")
def test_the_session_knows_the_kind_of_device_and_not_the_key_or_the_raw_text(world: World, client: Client) -> None:
    sign_in(client, HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="198.51.100.4")
    with system("tests"):
        one = Session.objects.get(user__email=ALICE)
        assert (one.device, one.ip) == ("Firefox 132 · Windows 10", "198.51.100.4")
        assert client.cookies["kept_session"].value not in (one.pk, one.data)
    page = client.get("/profile/sessions/").content.decode()
    assert "Firefox 132 · Windows 10" in page and "Gecko" not in page


def test_a_person_ends_their_other_sessions_and_never_anothers(world: World, client: Client) -> None:
    here, phone, mallory = client, Client(), Client()
    for one in (here, phone):
        sign_in(one)
    sign_in(mallory, "mallory@theirs.example")
    with system("tests"):
        key = Session.objects.get(user__email="mallory@theirs.example").pk
    assert here.post(f"/profile/sessions/{key}/end/").status_code == 404
    assert here.post("/profile/sessions/end-others/").status_code == 302
    assert is_in(here) and is_in(mallory) and not is_in(phone)


@pytest.mark.promise("D9")
def test_the_key_of_the_session_changes_at_sign_in_and_when_asked_again(world: World, client: Client) -> None:
    client.get("/sign-in/")
    sign_in(client)
    first = client.cookies["kept_session"].value
    client.post("/sign-in/again/", {"password": PASSWORD})
    second = client.cookies["kept_session"].value
    assert first != second and is_in(client)


def test_a_forgotten_password_is_renewed_by_the_link_and_ends_all_sessions(
    world: World, client: Client, letters: Any
) -> None:
    sign_in(client)
    stranger = Client()
    for address in (ALICE, "nobody@ours.example"):
        answer = stranger.post("/sign-in/forgotten/", {"email": address})
        assert (answer.status_code, answer["Location"]) == (302, "/sign-in/forgotten/sent/")
    assert letters() == []  # the mail server is not asked while somebody waits for the answer
    assert mail.post_waiting() == 2
    by_address = {letter.to: letter for letter in letters()}
    assert set(by_address) == {ALICE, "nobody@ours.example"}
    link = re.search(r"http://testserver(/\S+)", by_address[ALICE].text)[1]  # type: ignore[index]
    page = stranger.get(link, follow=True)
    action = page.redirect_chain[-1][0]
    assert stranger.post(action, {"password1": "short"}).status_code == 200
    stranger.post(action, {"password1": "the heron waits at dusk"})
    assert not is_in(client)
    assert sign_in(Client(), password="the heron waits at dusk").status_code == 302
    assert sign_in(Client()).status_code == 200
    assert "used before" in Client().get(link, follow=True).content.decode()


def test_a_changed_password_ends_the_others_and_is_told_by_mail(world: World, client: Client, letters: Any) -> None:
    phone = Client()
    sign_in(client)
    sign_in(phone)
    answer = client.post(
        "/profile/security/password/", {"oldpassword": PASSWORD, "password1": "the heron waits at dusk"}
    )
    assert answer.status_code == 302
    assert is_in(client) and not is_in(phone)
    assert letters()[0].subject == "Your password was changed"


def test_a_new_e_mail_becomes_the_login_when_it_is_confirmed(world: World, client: Client, letters: Any) -> None:
    sign_in(client)
    client.post("/sign-in/again/", {"password": PASSWORD})
    client.post("/profile/email/", {"email": "alice@new.example", "action_add": "1"})
    early = Client()
    sign_in(early, "alice@new.example")
    assert not is_in(early)
    to_new = next(letter for letter in letters() if letter.to == "alice@new.example")
    link = re.search(r"http://testserver(/\S+)", to_new.text)[1]  # type: ignore[index]
    client.post(link)
    assert sign_in(Client(), "alice@new.example").status_code == 302
    assert sign_in(Client(), ALICE).status_code == 200
    assert ALICE in {letter.to for letter in letters()}  # the old address is told
    with system("tests", world.ours.instance.pk):
        world.ours.alice.refresh_from_db()
        assert world.ours.alice.email == "alice@new.example"


@pytest.mark.promise("D9")
@pytest.mark.parametrize("past", [{"seen_at": IDLE}, {"created_at": LONGEST}])
def test_a_session_left_alone_or_grown_old_is_over(world: World, client: Client, past: dict[str, timedelta]) -> None:
    sign_in(client)
    [(column, limit)] = past.items()
    for late, status in ((-timedelta(minutes=1), 200), (timedelta(minutes=1), 302)):
        with system("tests"):
            Session.objects.update(**{column: timezone.now() - limit - late})
        assert client.get("/profile/").status_code == status
