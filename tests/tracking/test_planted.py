"""Names, addresses and passwords in every part of a request: none of them is noted anywhere (QUALITY P8).

`KEPT_PROOFS=n` sends n times as many; `make proofs` sends ten thousand.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from kept.tracking.tests.conftest import noted
from tests.cast import World
from tests.marked import furnish
from tests.tracking.planting import MARK, database_logs, found, listening, sent
from tests.walk import signed_in

MORE = int(os.environ.get("KEPT_PROOFS", "1"))
TIMES = 500
WORD = re.compile(f"{MARK}[a-z]{{10}}")
Noted = Callable[[], None]

__all__ = ["noted"]


def ask_all(
    world: World, noted: Noted, times: int, monkeypatch: pytest.MonkeyPatch
) -> tuple[dict[str, list[str]], list[str]]:
    """Ask so many times, strangers and people, with pages that break among them. Returns places, and bad addresses."""
    furnish(world.ours, mark="mine")
    random, clients = (
        Random(f"planted {times}"),
        [Client(), signed_in(world.ours, "alice"), signed_in(world.ours, "bob")],
    )
    before, leading = database_logs(), []
    with listening() as said:
        for turn in range(times):
            client = clients[turn % 3]
            client.raise_request_exception = False
            with transaction.atomic(), monkeypatch.context() as patch:
                if turn % 5 == 0:
                    patch.setattr("kept.web.pages.loader.render_to_string", _breaks_with_what_it_was_given)
                asked, answer = sent(random, client)
                noted()
                if _leads_astray(asked, answer):
                    leading.append(f"{asked} -> {answer['Location']}")
    return found(said, before), leading


def _breaks_with_what_it_was_given(template: Any, *given: Any, **more: Any) -> Any:
    if str(template).startswith("errors/") and "0" in str(template):
        return "the page of an error"
    request = next((one for one in given if hasattr(one, "META")), None)
    told = f"{request.get_full_path()} {request.META} {request.COOKIES} {request.POST}" if request else ""
    raise ValueError(told)


def _leads_astray(asked: str, answer: Any) -> bool:
    """Whether the address it leads to tells of what was planted in a body or a header: what the browser asked for itself
    it knows already."""
    return not set(WORD.findall(answer.get("Location", ""))) <= set(WORD.findall(asked))


@pytest.mark.promise("C7", "D9")
def test_nothing_planted_in_a_request_is_found_in_any_log(world: World, noted: Noted, monkeypatch: Any) -> None:
    places, leading = ask_all(world, noted, TIMES * MORE, monkeypatch)
    assert {place: lines[:3] for place, lines in places.items() if lines} == {}
    assert leading == []


@pytest.mark.promise("C7")
def test_a_log_that_writes_the_path_is_found_out(world: World, noted: Noted, monkeypatch: Any) -> None:
    monkeypatch.setattr("kept.tracking.lines.route_of", lambda request: request.path_info)
    places, _leading = ask_all(world, noted, 60, monkeypatch)
    assert places["tracking_requestline"]


@pytest.mark.promise("C4", "C7")
def test_a_log_that_takes_the_browser_at_its_word_is_found_out(world: World, noted: Noted, monkeypatch: Any) -> None:
    from ua_parser import parse

    from kept.identity.devices import Kind

    def believing(sent: str) -> Kind:
        told = parse(sent).user_agent
        return Kind(told.family if told else "", "", "", "")

    monkeypatch.setattr("kept.tracking.writing.kind_of", believing)
    places, _leading = ask_all(world, noted, 250, monkeypatch)
    assert places["tracking_requestline"]


@pytest.mark.promise("C7")
def test_a_standard_error_that_quotes_exceptions_is_found_out(world: World, noted: Noted, monkeypatch: Any) -> None:
    monkeypatch.setattr("kept.tracking.telling.sentence_of", lambda record: record.getMessage() + str(record.exc_info))
    places, _leading = ask_all(world, noted, 60, monkeypatch)
    assert places["standard error"]
