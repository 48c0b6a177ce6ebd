"""A forgotten password: the same work for an address that has a login and for one that has none."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kept.identity import forgotten
from kept.identity.models import User
from kept.outside.letterbox import SHOWN, WAITING
from kept.tenancy.opening import system
from tests.cast import World

ALICE, NOBODY = "alice@ours.example", "nobody@ours.example"
pytestmark = pytest.mark.promise("D9")


def ask(address: str) -> Any:
    answer = Client().post("/sign-in/forgotten/", {"email": address})
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/forgotten/sent/")
    return answer


def work_of(address: str, monkeypatch: Any) -> list[str]:
    """What is done in an answer: questions to the database without their values, letters written, letters put aside."""
    done: list[str] = []
    with monkeypatch.context() as patch, CaptureQueriesContext(connection) as asked:
        _listen(patch, done)
        ask(address)
    return [*(_bare(one["sql"]) for one in asked.captured_queries), *done]


def _listen(patch: Any, done: list[str]) -> None:
    write, put = forgotten.get_adapter().__class__.written, WAITING.__class__.put

    def written(self: Any, letter: str, *told: Any) -> Any:
        done.append(f"wrote {letter}")
        return write(self, letter, *told)

    def laid(self: Any, letter: Any) -> None:
        done.append(f"laid into {self.name.split('/')[0]}")
        put(self, letter)

    patch.setattr("kept.identity.adapter.Adapter.written", written)
    patch.setattr("kept.outside.letterbox.Letterbox.put", laid)


def _bare(sql: str) -> str:
    return re.sub(r"'[^']*'|\b[0-9a-f.]+\b|s\d+_x\d+", "?", sql)


def test_the_same_is_done_for_an_address_with_a_login_and_without(world: World, letters: Any, monkeypatch: Any) -> None:
    work_of(ALICE, monkeypatch)  # what is loaded once
    known, unknown = work_of(ALICE, monkeypatch), work_of(NOBODY, monkeypatch)
    assert known == unknown
    assert [one for one in known if one.startswith(("wrote", "laid"))] == [
        f"wrote {forgotten.LINK}", f"wrote {forgotten.NO_LOGIN}", "laid into going", "laid into waiting",
    ]  # fmt: skip
    assert list(SHOWN.letters()) == []


def test_one_that_writes_only_the_letter_that_goes_is_found_out(world: World, letters: Any, monkeypatch: Any) -> None:
    write: Callable[..., Any] = forgotten._written

    def only_what_goes(letter: str, email: str, context: dict[str, Any]) -> tuple[str, str]:
        true = (letter == forgotten.LINK) == (email == ALICE)
        return write(letter, email, context) if true else ("", "")

    monkeypatch.setattr(forgotten, "_written", only_what_goes)
    assert work_of(ALICE, monkeypatch) != work_of(NOBODY, monkeypatch)


def test_the_answers_take_as_long(world: World, letters: Any, settings: Any) -> None:
    # the processor's time, not the clock's: a busy machine must not decide
    settings.ACCOUNT_RATE_LIMITS = False
    took: dict[str, list[float]] = {ALICE: [], NOBODY: []}
    for _turn in range(15):
        for address, times in took.items():
            begin = time.process_time()
            ask(address)
            times.append(time.process_time() - begin)
    known, unknown = (statistics.median(times) for times in took.values())
    assert abs(known - unknown) < 0.010, took


def test_who_was_shut_out_gets_no_link(world: World, letters: Any) -> None:
    with system("tests"):
        User.objects.filter(email=ALICE).update(is_active=False)
    ask(ALICE)
    (letter,) = WAITING.letters()
    assert "no login" in letter.text and "/forgotten/" not in letter.text
