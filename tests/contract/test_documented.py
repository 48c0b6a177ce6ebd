"""Whatever is asked of an operation, it answers with a status that the published document names, and in JSON (S1)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from kept.api import limits
from kept.api.contract import operations
from kept.api.openapi import document
from kept.api.operations import NAMES, TOKEN, Operation
from tests.calls import Program
from tests.cast import World

WRONG_IDS = ("x", "-1", "9" * 30, "null,null", "%00")
WRONG_KEYS = ("k" * 300, "\u00e9", "")


@pytest.fixture
def alice(world: World) -> Program:
    limits.forget()
    return Program(world.ours, "alice")


def asked(one: Operation) -> Iterator[tuple[str, dict[str, str]]]:
    """Paths with words in the place of ids, and headers that cannot be meant."""
    number = len(one.path) % len(WRONG_IDS)
    wrong = TOKEN.sub(lambda token: "0" if token[1] in NAMES else WRONG_IDS[number], one.path)
    yield wrong, {}
    if one.method != "GET":
        yield TOKEN.sub("0", one.path), {"Idempotency-Key": WRONG_KEYS[number % len(WRONG_KEYS)]}


def undocumented(alice: Program) -> list[str]:
    """What was answered otherwise than the document says."""
    found = []
    for one in operations():
        told = document()["paths"][f"/{one.path}"][one.method.lower()]["responses"]
        for path, headers in asked(one):
            sent: Any = {"Authorization": f"Bearer {alice.secret}", **headers}
            client = Client(raise_request_exception=False)
            answer = client.generic(one.method, f"/api/v2/{path}", b"{}", "application/json", headers=sent)
            if str(answer.status_code) not in told or not isinstance(_read(answer), dict):
                found.append(f"{one.method} {path} -> {answer.status_code} {answer.content[:40]!r}")
    return found


def _read(answer: Any) -> Any:
    try:
        return json.loads(answer.content)
    except ValueError:
        return None


@pytest.mark.promise("D9")
def test_every_answer_to_a_wrong_question_is_one_that_the_document_tells_of(alice: Program) -> None:
    assert undocumented(alice) == []


def test_an_answer_that_is_not_in_the_document_is_found_out(alice: Program, monkeypatch: Any) -> None:
    from kept.api import problems

    monkeypatch.setattr("kept.api.urls.unnumbered", lambda: problems.Problem(418, "Teapot", "short and stout"))
    assert any("418" in one for one in undocumented(alice))
