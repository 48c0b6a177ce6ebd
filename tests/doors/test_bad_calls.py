"""Whatever a program sends, the API answers in the contract's words, and writes all or nothing (QUALITY S1)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import transaction

from kept.api import limits
from kept.api.asking import CONTROLS
from kept.api.comparing import OPERATORS
from kept.api.contract import operations
from kept.api.operations import Operation
from tests.calls import Program, path_of, sample
from tests.cast import World
from tests.content import content, differences
from tests.doors.test_bad_input import MORE
from tests.marked import furnish
from tests.nasty import LONE, TYPES, WRONG_BODIES, text, thing

BUSINESS = {
    "TranslatedApplicationException",
    "AttributeAccessDeniedException",
    "AccessDeniedException",
    "ConversionFailedException",
}
BUSINESS |= {"IllegalArgumentException", "AccessTokenNotFoundException"}  # the contract answers these with 500
KEYS = {"type", "message", "translatedMessage", "status"}


def fault(answer: Any) -> str:
    """What is wrong with an answer as an answer of this contract, "" when nothing is."""
    if answer.status_code in (401, 403):
        return f"{answer.status_code}: clients take that for a wrong key"
    if answer.status_code == 404 and not answer.content:
        return ""  # no such route
    if answer.status_code == 200 and not answer["Content-Type"].startswith("application/json"):
        return ""
    try:
        body = json.loads(answer.content)
    except ValueError:
        return f"{answer.status_code}, and no JSON"
    if answer.status_code < 400:
        return ""
    if not isinstance(body, dict) or not set(body) >= KEYS:
        return f"{answer.status_code}, and not the body of an error"
    if answer.status_code >= 500 and body["type"] not in BUSINESS:
        return f"{answer.status_code} {body['type']}"
    return ""


@pytest.fixture
def broken(caplog: Any) -> Iterator[list[str]]:
    """Collects faults, each kind once, with the error that the log tells."""
    limits.forget()
    found: list[str] = []
    yield found
    limits.forget()


def try_out(found: list[str], caplog: Any, said: str, answer: Any) -> None:
    """Note what is wrong with an answer."""
    wrong = fault(answer)
    if wrong:
        trouble = next((record.exc_info for record in reversed(caplog.records) if record.exc_info), None)
        why = ""
        if trouble and trouble[2]:
            trace = trouble[2]
            while trace.tb_next and "site-packages" not in trace.tb_next.tb_frame.f_code.co_filename:
                trace = trace.tb_next
            why = f"{trouble[0].__name__} at {trace.tb_frame.f_code.co_filename[-30:]}:{trace.tb_lineno}: {str(trouble[1])[:80]}"
        line = f"{wrong} {why}"
        if not any(line in one for one in found):
            found.append(f"{said[:250]} -> {line}")
    caplog.clear()


@pytest.fixture
def bob(world: World) -> Program:
    return Program(world.ours, "alice")


def test_no_body_breaks_an_operation_or_is_half_written(
    world: World, bob: Program, broken: list[str], caplog: Any
) -> None:
    ids, random = furnish(world.ours, mark="mine"), Random(f"bodies {MORE}")
    before = content(world.ours, log=False)
    asked = [one for one in operations() if one.method != "GET"]
    seen: set[int] = set()
    for one in [*asked, *(one for one in asked if one.body for _ in range(4 * MORE))]:
        body, type = wrong_body(one, random)
        with transaction.atomic():
            answer = bob.call(one.method, path_of(one, ids), body, type)
            seen.add(answer.status_code)
            said = f"{one.method} {path_of(one, ids)} {body[:150]!r}"
            try_out(broken, caplog, said, answer)
            if answer.status_code >= 400:
                changed = [one for one in differences(before, content(world.ours, log=False)) if "api" not in one]
                broken.extend(f"{said} -> {answer.status_code}, yet {one}" for one in changed)
            transaction.set_rollback(True)
    assert not broken, "\n".join(broken)
    assert {200, 201, 400} <= seen  # some were right all the same: the questions reach what they ask


def wrong_body(one: Operation, random: Random) -> tuple[bytes, str]:
    """A body that would be right but for one to three things in it; sometimes no body at all."""
    if random.random() < 0.15:
        return random.choice(WRONG_BODIES), random.choice(TYPES)
    body = sample(one.body) if one.body else {}
    for _ in range(random.randint(1, 3)):
        spoil(body, random)
    if random.random() < 0.1 and isinstance(body, dict):
        body["lastName"] = body["name"] = LONE
    return json.dumps(body).encode(), "application/json"


def spoil(body: Any, random: Random) -> None:
    """Put something unexpected somewhere into a body."""
    while isinstance(body, dict | list) and body:
        place = random.choice(list(body)) if isinstance(body, dict) else random.randrange(len(body))
        if not isinstance(body[place], dict | list) or not body[place] or random.random() < 0.3:
            body[place] = thing(random)
            return
        body = body[place]
    if isinstance(body, dict):
        body[text(random)[:50]] = thing(random)


def test_no_question_breaks_a_list(world: World, bob: Program, broken: list[str], caplog: Any) -> None:
    ids, random = furnish(world.ours, mark="mine"), Random(f"questions {MORE}")
    lists = [one for one in operations() if one.method == "GET"]
    columns = filter_names(bob)
    for turn in range(300 * MORE):
        one = (
            lists[turn % len(lists)]
            if turn % 2
            else random.choice([it for it in lists if it.id in ("companyGet", "personGet")])
        )
        names = [
            *sorted(CONTROLS),
            *(f"{name}[{random.choice([*OPERATORS, 'CUSTOM', 'x'])}]" for name in random.sample(columns, 4)),
        ]
        asked = [(random.choice(names), text(random)[:3000]) for _ in range(random.randint(1, 3))]
        path = path_of(one, ids)
        if random.random() < 0.05:
            path = f"{one.path.partition('/')[0]}/{quote(text(random)[:100], safe='')}/"
        with transaction.atomic():
            try_out(broken, caplog, f"GET {path}?{urlencode(asked)}", bob.call("GET", path, query=urlencode(asked)))
            transaction.set_rollback(True)
    assert not broken, "\n".join(broken)


def test_no_filter_of_the_address_book_breaks(world: World, bob: Program, broken: list[str], caplog: Any) -> None:
    furnish(world.ours, mark="mine")
    random = Random(f"filters {MORE}")
    for path in ("company/", "person/"):
        for name in filter_names(bob):
            for operator in random.sample(OPERATORS, min(len(OPERATORS), MORE)):
                query = urlencode({f"{name}[{operator}]": text(random)[:3000]})
                with transaction.atomic():
                    try_out(broken, caplog, f"GET {path}?{query}", bob.call("GET", path, query=query))
                    transaction.set_rollback(True)
    assert not broken, "\n".join(broken)


def filter_names(bob: Program) -> list[str]:
    """All filters that the API knows, ours and the noun's, and some that it does not."""
    from kept.api.resources.all import resources

    found = {"nothing", "custom", "id", "rowInfo.rowAccess", "customFields.mark_00000"}
    for resource in resources().values():
        found |= set(resource.filters)
        for field in (*resource.noun.fields,):
            if field.wire:
                found |= {field.wire, field.wire.replace(".", "-", 1), f"{field.wire}-id"}
    return sorted(found)


def test_an_answer_that_is_not_the_contracts_is_found_out(bob: Program, monkeypatch: Any, caplog: Any) -> None:
    def twin(*_: Any, **__: Any) -> Any:
        raise KeyError("a twin that breaks")

    limits.forget()
    assert fault(bob.call("GET", "person/")) == ""
    monkeypatch.setattr("kept.api.asking.ask", twin)
    found: list[str] = []
    try_out(found, caplog, "GET person/", bob.call("GET", "person/"))
    assert any("a twin that breaks" in one for one in found)
