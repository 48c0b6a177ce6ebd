"""Hashing: few at once, the others told to come back; a new cost takes hold when its owner comes; nobody is locked out."""

from __future__ import annotations

import statistics
import time
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from kept.identity import hashing
from kept.identity.models import User
from kept.identity.passwords import Argon2id
from kept.tenancy.opening import system
from tests.cast import PASSWORD, World
from tests.hands import sign_in

ALICE = "alice@ours.example"


@pytest.mark.promise("D9")
def test_who_comes_when_too_many_sign_in_is_told_to_come_back_and_loses_no_try(world: World) -> None:
    places = hashing.AT_ONCE + hashing.WAITING
    taken = [hashing._inside.acquire(blocking=False) for _place in range(places)]
    try:
        for _time in range(8):
            answer = sign_in(Client())
            assert (answer.status_code, int(answer["Retry-After"]) > 0) == (503, True)
            assert sign_in(Client(), "nobody@ours.example").status_code == 503, "nor does it tell who is known"
    finally:
        for _place in taken:
            hashing._inside.release()
    assert sign_in(Client()).status_code == 302


@pytest.mark.promise("D7")
def test_a_new_cost_takes_hold_when_its_owner_signs_in(world: World, monkeypatch: Any) -> None:
    monkeypatch.setattr(Argon2id, "time_cost", 1)
    with system("tests"):
        User.objects.filter(email=ALICE).update(password=make_password(PASSWORD))
    monkeypatch.setattr(Argon2id, "time_cost", 2)
    assert sign_in(Client(), password="not the right one").status_code == 200
    with system("tests"):
        assert "t=1," in User.objects.get(email=ALICE).password
    assert sign_in(Client()).status_code == 302
    with system("tests"):
        assert "t=2," in User.objects.get(email=ALICE).password


@pytest.mark.promise("D9")
def test_nobody_can_lock_another_out_from_however_many_addresses(world: World) -> None:
    """Not by trying from many places, nor for a device that is elsewhere."""
    for number in range(12):
        for _try in range(6):
            sign_in(Client(), password="not the right one", REMOTE_ADDR=f"203.0.113.{number}")
    assert "Too many" in sign_in(Client(), REMOTE_ADDR="203.0.113.3").content.decode()
    assert sign_in(Client(), REMOTE_ADDR="198.51.100.4").status_code == 302


@pytest.mark.promise("D9")
def test_who_has_no_password_takes_as_long_as_who_has_one(world: World, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    with system("tests"):
        User.objects.filter(email="bob@ours.example").update(password=make_password(None))
    took: dict[str, list[float]] = {ALICE: [], "bob@ours.example": []}
    for _turn in range(9):
        for login, times in took.items():
            begun = time.process_time()
            assert sign_in(Client(), login, "not the right one").status_code == 200
            times.append(time.process_time() - begun)
    known, without = (statistics.median(times) for times in took.values())
    assert abs(known - without) < max(0.010, 0.25 * known), took
