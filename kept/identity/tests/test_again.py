"""Acts that want a sign-in of a moment ago, and a second step of a moment ago."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path

from kept.identity.again import TO_SEE, TO_SEND, again
from kept.policy.doors import SIGNED_IN, allow
from tests.cast import PASSWORD, World
from tests.hands import second_step, sign_in, signed_in_at


@allow(SIGNED_IN)
@again()
def guarded(request: Any) -> HttpResponse:
    return HttpResponse("open")


@allow(SIGNED_IN)
@again(second=True)
def guarded_twice(request: Any) -> HttpResponse:
    return HttpResponse("open")


urlpatterns = [path("guarded/", guarded), path("twice/", guarded_twice), path("", include("kept.urls"))]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.promise("D9")]


def test_a_fresh_sign_in_opens_and_an_old_one_is_asked_again(world: World, client: Client) -> None:
    sign_in(client)
    assert client.get("/guarded/").content == b"open"
    signed_in_at(client, time.time() - TO_SEE - 1)
    answer = client.get("/guarded/?page=2")
    assert answer["Location"] == "/sign-in/again/?next=%2Fguarded%2F%3Fpage%3D2"
    back = client.post(answer["Location"], {"password": PASSWORD})
    assert back["Location"] == "/guarded/?page=2"
    assert client.get(back["Location"]).content == b"open"


def test_what_was_typed_for_long_is_still_taken(world: World, client: Client) -> None:
    sign_in(client)
    signed_in_at(client, time.time() - TO_SEND + 60)
    assert client.get("/guarded/").status_code == 302
    assert client.post("/guarded/").content == b"open"
    signed_in_at(client, time.time() - TO_SEND - 1)
    answer = client.post("/guarded/", headers={"Referer": "http://testserver/twice/"})
    assert answer["Location"] == "/sign-in/again/?next=%2Ftwice%2F"
    stranger = client.post("/guarded/", headers={"Referer": "http://evil.example/twice/"})
    assert stranger["Location"] == "/sign-in/again/?next=%2Fguarded%2F"


def test_a_password_is_no_second_step(world: World, client: Client, letters: Any) -> None:
    sign_in(client)
    assert client.get("/twice/")["Location"] == "/profile/security/"
    second_step(client)
    assert client.get("/twice/").content == b"open"
    signed_in_at(client, time.time())
    assert client.get("/twice/")["Location"].startswith("/sign-in/again/code/?next=")
    second_step(client, seconds_ago=TO_SEE + 1)
    assert client.get("/twice/")["Location"].startswith("/sign-in/again/code/?next=")
