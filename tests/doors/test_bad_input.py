"""Whatever comes in, the answer is a clear one: nothing breaks, nothing is half written, what was typed is still there.

`KEPT_PROOFS=n` asks n times as many questions with other seeds; `make proofs` does.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client

from kept.crm.nouns.noun import NOUNS
from kept.crm.nouns.vocabulary import Vocabulary
from tests.cast import World, at_the_door
from tests.content import content, differences
from tests.crawl import Seen, text_of
from tests.forms import Form, forms
from tests.nasty import TEXTS, WRONG_BODIES, parameters, text
from tests.walk import DOORS, foreign_numbers

MORE = int(os.environ.get("KEPT_PROOFS", "1"))
TYPED = ("text", "email", "tel", "url", "search", "textarea")
RAW = ("%ff", "%ed%a0%80", "%00", "%", "%u0041", "&", "&&=", "=", "a[]=1&a[b]=2", "%f0%9f%92%a9", "+", ";", "x" * 8000)
OUTSIDE = (
    "/",
    "/sign-in/",
    "/sign-up/",
    "/sign-in/forgotten/",
    "/privacy",
    "/trust",
    "/profile/",
    "/new-instance/",
    "/language/",
)
SENT_AS_FILE = (
    b"",
    b"\x00" * 100,
    b"PK\x03\x04broken",
    b"\xff\xfe\x00\xd8",
    b"a;b;c\n" * 50,
    b'"' * 999,
    b"%PDF-1.4",
    *WRONG_BODIES,
)


class Watch:
    """Collects what broke behind an answer of 500, since the page rightly does not say."""

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self.last = ""

    def broke(self, sender: Any, request: Any, **_: Any) -> None:
        error = sys.exception()
        if error is not None:
            frames = traceback.extract_tb(error.__traceback__)
            ours = [one for one in frames if "site-packages" not in one.filename]
            places = [f"{Path(one.filename).name}:{one.lineno}" for one in ours[-2:]]
            self.last = f"{type(error).__name__} at {', '.join(places)}: {str(error)[:90]}"

    def look(self, said: str, status: int) -> None:
        if status >= 500:
            self.wrong.append(f"{said[:300]} -> {status} {self.last}")

    def different(self) -> list[str]:
        """One of each kind of fault."""
        return sorted({one.rpartition("->")[2]: one for one in self.wrong}.values())


@pytest.fixture
def watch() -> Iterator[Watch]:
    found = Watch()
    got_request_exception.connect(found.broke)
    yield found
    got_request_exception.disconnect(found.broke)


def addresses(ours: dict[str, int]) -> list[str]:
    return [*OUTSIDE, *(door.address("ours", foreign_numbers(door, ours)) for door in DOORS)]


def test_no_parameter_of_any_page_breaks_it(alice: Client, ours: dict[str, int], watch: Watch) -> None:
    random, names, places = Random(f"pages {MORE}"), parameters(), addresses(ours)
    assert len(names) > 20
    assert len(places) > 50
    for turn in range(350 * MORE):
        asked = [(random.choice(names), text(random)[:6000]) for _ in range(random.randint(1, 4))]
        query = urlencode(asked) if random.random() < 0.9 else f"{random.choice(names)}={random.choice(RAW)}"
        url = f"{places[turn % len(places)]}?{query}"
        headers = {"HX-Request": "true", "HX-Target": text(random)[:50].encode("ascii", "ignore").decode()}
        headers = {name: value for name, value in headers.items() if value.isprintable()}
        with transaction.atomic():
            answer = alice.get(url, headers=headers if random.random() < 0.3 else None)
            transaction.set_rollback(True)
        watch.look(url, answer.status_code)
    assert not watch.different(), "\n".join(watch.different())


@pytest.mark.parametrize("noun", ["companies", "contacts"])
def test_no_condition_of_a_list_breaks_it(world: World, alice: Client, ours: Any, watch: Watch, noun: str) -> None:
    random = Random(f"conditions {MORE}")
    with at_the_door(world.ours, "alice") as access:
        declared = next(one for one in NOUNS.values() if one.plural == noun)
        fields = declared.fields_for(access, Vocabulary(me=access.member_id))
    asked = [
        f"{name}:{operator}:{text(random)[:3000]}"
        for name, one in fields.items()
        if one.filterable
        for operator in one.operators
        for _ in range(2 * MORE)
    ]
    random.shuffle(asked)
    for start in range(0, len(asked), 15):
        _ask_list(alice, noun, asked[start : start + 15], watch, random, list(fields))
    assert not watch.different(), "\n".join(watch.different())


def _ask_list(alice: Client, noun: str, asked: list[str], watch: Watch, random: Random, fields: list[str]) -> None:
    """Ask with all conditions at once; when that breaks, ask again with each alone, to say which it was."""
    more = {"match": random.choice(["any", "all"]), "sort": random.choice(["", "-"]) + random.choice(fields)}
    query = [*(("f", one) for one in asked), *more.items()]
    answer = alice.get(f"/ours/{noun}/?{urlencode(query)}")
    if answer.status_code < 500:
        return
    for one in asked if len(asked) > 1 else ():
        _ask_list(alice, noun, [one], watch, random, fields)
    watch.look(f"/ours/{noun}/?{urlencode(query)}" if len(asked) == 1 else f"{noun} together", answer.status_code)


def test_no_form_breaks_writes_by_halves_or_forgets_what_was_typed(
    world: World, alice: Client, ours: dict[str, int], watch: Watch
) -> None:
    random = Random(f"forms {MORE}")
    found = all_forms(alice, ours)
    assert len(found) > 15
    before = content(world.ours, log=False)
    for _ in range(3 * MORE):
        for form in found:
            with transaction.atomic():
                _send_wrongly(world, alice, form, random, watch, before)
                transaction.set_rollback(True)
    assert not watch.different(), "\n".join(watch.different())


def all_forms(client: Client, ours: dict[str, int]) -> list[Form]:
    """Every form there is, once, but for the one that signs out."""
    found = {}
    for url in addresses(ours):
        response = client.get(url)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            for form in forms(Seen(url, response, text_of(response))):
                if "/sign-out/" not in form.action:
                    found.setdefault((form.action.partition("?")[0], tuple(sorted(form.kinds))), form)
    return list(found.values())


def _send_wrongly(world: World, alice: Client, form: Form, random: Random, watch: Watch, before: Any) -> None:
    sent: dict[str, Any] = dict(form.values)
    chosen = random.sample(sorted(form.kinds), min(len(form.kinds), random.randint(1, 3)))
    for name in chosen:
        if form.kinds[name] == "file":
            sent[name] = SimpleUploadedFile(text(random)[:100].replace("/", "") or "x", random.choice(SENT_AS_FILE))
        else:
            sent[name] = [text(random) for _ in range(random.choice([1, 1, 1, 3]))]
    answer = alice.post(form.action, sent)
    said = f"POST {form.action} " + str({name: str(sent[name])[:120] for name in chosen})
    watch.look(said, answer.status_code)
    if answer.status_code >= 400:
        for table in differences(before, content(world.ours, log=False)):
            watch.wrong.append(f"{said[:200]} -> {answer.status_code}, yet {table}")
    if answer.status_code == 422:
        again = {n: v for one in forms(Seen(form.action, answer, text_of(answer))) for n, v in one.values.items()}
        for name in set(chosen) & again.keys():
            typed = form.kinds[name] in TYPED and _typed(sent[name][-1]) != _typed((again[name] or [""])[-1])
            if typed:
                watch.wrong.append(f"{said[:200]} -> 422, yet {name} is {again[name]!r:.80}")


def _typed(value: str) -> str:
    """What a person could have typed of it, without what no page can carry."""
    return "".join(letter for letter in value if letter.isprintable() and letter != "\ufffd").strip()


def test_a_page_that_breaks_is_found_out(alice: Client, ours: dict[str, int], watch: Watch, monkeypatch: Any) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise ValueError("a twin that breaks")

    monkeypatch.setattr("kept.crm.nouns.conditions.test", broken)
    _ask_list(alice, "contacts", ["last_name:has:a"], watch, Random(1), ["last_name"])
    assert any("a twin that breaks" in one for one in watch.different())


def test_nasty_texts_are_what_they_seem() -> None:
    assert len(set(TEXTS)) == len(TEXTS) > 80
    assert all(quote(one) is not None for one in TEXTS)
