"""A second step after the password: app, recovery codes, and asking again before it changes."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client

from kept.tenancy.opening import system
from tests.cast import PASSWORD, World
from tests.hands import sign_in


def code(secret: str, shift: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())) + shift))


def set_up(client: Client) -> str:
    client.post("/sign-in/again/", {"password": PASSWORD})
    page = client.get("/profile/security/app/")
    secret: str = page.context["form"].secret
    answer = client.post("/profile/security/app/", {"code": code(secret)})
    assert answer.status_code == 302, answer.content.decode()
    return secret


@pytest.mark.promise("D7")
def test_the_app_guards_the_sign_in_and_a_code_works_once(world: World, client: Client, letters: Any) -> None:
    sign_in(client)
    secret = set_up(client)
    assert any("authenticator app" in letter.subject for letter in letters())
    other = Client()
    assert sign_in(other)["Location"] == "/sign-in/second/"
    assert other.get("/profile/").status_code == 302
    assert other.get("/sign-in/second/").status_code == 200
    assert other.post("/sign-in/second/", {"code": "000000"}).status_code == 200
    right = code(secret, 1)
    assert other.post("/sign-in/second/", {"code": right}).status_code == 302
    assert other.get("/profile/").status_code == 200
    third = Client()
    sign_in(third)
    assert third.post("/sign-in/second/", {"code": right}).status_code == 200  # used already


def test_the_secret_lies_encrypted(world: World, client: Client, letters: Any) -> None:
    sign_in(client)
    secret = set_up(client)
    with system("tests"):
        assert secret not in str(Authenticator.objects.get(type="totp").data)


def test_a_recovery_code_lets_in_once(world: World, client: Client, letters: Any) -> None:
    sign_in(client)
    set_up(client)
    page = client.get("/profile/security/codes/")
    recovery = page.context["unused_codes"][0]
    assert recovery in page.content.decode()
    for expected in (302, 200):
        other = Client()
        sign_in(other)
        assert other.post("/sign-in/second/", {"code": recovery}).status_code == expected


def test_a_session_is_asked_again_before_the_second_step_changes(world: World, client: Client, settings: Any) -> None:
    sign_in(client)
    answer = client.get("/profile/security/app/")
    assert answer["Location"].startswith("/sign-in/again/")
    assert client.get(answer["Location"]).status_code == 200
    assert client.post(answer["Location"], {"password": "wrong and wrong"}).status_code == 200
    client.post(answer["Location"], {"password": PASSWORD})
    assert client.get("/profile/security/app/").status_code == 200
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    assert client.get("/profile/security/app/").status_code == 302


def test_every_page_of_the_security_opens(world: World, client: Client, letters: Any) -> None:
    sign_in(client)
    assert client.get("/profile/security/").status_code == 200
    set_up(client)
    for path in ("", "password/", "app/off/", "codes/", "codes/new/", "codes/file/", "passkeys/", "passkeys/add/"):
        answer = client.get(f"/profile/security/{path}")
        assert answer.status_code == 200, path
        text = answer.content.decode()
        assert "onclick" not in text and "style=" not in text
    assert client.post("/profile/security/app/off/").status_code == 302
    assert Client().get("/profile/security/").status_code == 302
