"""Two instances act at random, each with the ids of both in hand; what one does never changes the other (QUALITY I4).

`make proofs` runs 2,000 sequences of up to 30 steps, `KEPT_PROOFS=n` n hundred; the suite a few short ones, and a twin
with a hole in its fence.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from kept.api import limits
from kept.api.contract import operations
from kept.crm.nouns import changing, intake
from kept.crm.nouns.fields import Invalid
from kept.crm.nouns.noun import NOUNS
from kept.crm.nouns.undoing import undo
from kept.crm.nouns.vocabulary import Vocabulary
from kept.crm.records.history import Operation
from kept.tenancy.opening import system
from kept.web.refused import Refused
from tests.calls import Program, path_of, sample
from tests.cast import Cast, World, at_the_door
from tests.content import content, differences, touched
from tests.crawl import Seen, text_of
from tests.forms import forms
from tests.marked import furnish
from tests.walk import DOORS, foreign_numbers, signed_in

PROOFS = int(os.environ.get("KEPT_PROOFS", "1"))
SEQUENCES, STEPS = (100 * PROOFS, 30) if PROOFS > 1 else (12, 12)
SHARES = 4 if PROOFS > 1 else 1  # so that several processes can play at once
SIDES = st.sampled_from(["ours", "theirs"])
TEXTS = st.sampled_from(["Novák", "", "9", "a@example.com", "2026-11-22", "mine", "Praha", "true"])
ACTORS = {"ours": "alice", "theirs": "mallory"}


class Stage:
    """Both instances, furnished once; each sequence plays on it and is taken back."""

    def __init__(self, world: World) -> None:
        self.casts: dict[str, Cast] = {"ours": world.ours, "theirs": world.theirs}
        self.ids = {side: furnish(cast, mark=f"of{side}") for side, cast in self.casts.items()}
        self.clients = {side: signed_in(self.casts[side], name) for side, name in ACTORS.items()}
        self.programs = {side: Program(self.casts[side], name) for side, name in ACTORS.items()}
        for client in self.clients.values():
            client.raise_request_exception = False
        self.hole: Callable[[Stage, str], None] | None = None

    def numbers(self, side: str, foreign: bool) -> dict[str, int]:
        """The ids that an actor tries: its own, or the other's."""
        return self.ids[side if not foreign else OTHER[side]]


OTHER = {"ours": "theirs", "theirs": "ours"}
STAGE: list[Stage] = []


class TwoInstances(RuleBasedStateMachine):
    """Acts of either side, by pages, by the API, and by the code behind both."""

    def __init__(self) -> None:
        super().__init__()
        self.stage = STAGE[-1]
        limits.forget()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.digests = {side: content(cast) for side, cast in self.stage.casts.items()}
        self.touched = touched()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    def after(self, side: str, said: str) -> None:
        """The other's content is what it was; the actor's own may have changed."""
        other, now = OTHER[side], touched()
        written = {table for table, numbers in now.items() if numbers != self.touched.get(table)}
        seen = {one: content(cast, only=written) for one, cast in self.stage.casts.items()}
        changed = differences(self.digests[other], seen[other])
        assert not changed, f"{side}: {said} changed {other}: {changed}"
        self.digests[side].update(seen[side])
        self.touched = now

    @rule(side=SIDES, foreign=st.booleans(), which=st.integers(0, 10**6), value=TEXTS)
    def post(self, side: str, foreign: bool, which: int, value: str) -> None:
        """Send what any door takes, with own or foreign ids, in the fields of its form as well."""
        door = DOORS[which % len(DOORS)]
        numbers = self.stage.numbers(side, foreign)
        url = door.address(side, foreign_numbers(door, numbers))
        client = self.stage.clients[side]
        with transaction.atomic():
            for sent in filled(client, url, value, numbers)[:2]:
                client.post(sent.action, sent.values)
        self.after(side, f"POST {url}")

    @rule(side=SIDES, foreign=st.booleans(), which=st.integers(0, 10**6), value=TEXTS)
    def look(self, side: str, foreign: bool, which: int, value: str) -> None:
        """Open any door, search and filter."""
        door = DOORS[which % len(DOORS)]
        url = door.address(side, foreign_numbers(door, self.stage.numbers(side, foreign)))
        answer = self.stage.clients[side].get(url, {"q": value, "f": f"last_name:has:{value}"})
        assert f"of{OTHER[side]}" not in text_of(answer)
        self.after(side, f"GET {url}")

    @rule(side=SIDES, foreign=st.booleans(), inner=st.booleans(), which=st.integers(0, 10**6), value=TEXTS)
    def call(self, side: str, foreign: bool, inner: bool, which: int, value: str) -> None:
        """Call any operation, with ids of either in the path, and of the other in the body."""
        one = operations()[which % len(operations())]
        body = swapped(sample(one.body), value, self.stage.numbers(side, inner)) if one.body else {}
        path = path_of(one, self.stage.numbers(side, foreign))
        answer = self.stage.programs[side].call(one.method, path, json.dumps(body).encode())
        assert f"of{OTHER[side]}" not in text_of(answer)
        self.after(side, f"{one.method} {path}")

    @rule(side=SIDES, key=st.sampled_from(["company", "contact"]), act=st.sampled_from(["make", "change", "trash", "restore"]),
          value=TEXTS, company=st.booleans())  # fmt: skip
    def write(self, side: str, key: str, act: str, value: str, company: bool) -> None:
        """Make, change, delete and bring back, referring to companies of either side."""
        noun, cast = NOUNS[key], self.stage.casts[side]
        with at_the_door(cast, ACTORS[side]) as access, suppress(Refused, intake.Errors, Invalid):
            words = Vocabulary(me=access.member_id)
            fields = noun.fields_for(access, words)
            raw = {
                noun.title_fields[-1]: value or "X",
                "tags": [value],
                "company": self.stage.numbers(side, company)["company"],
            }
            record = noun.model.objects.visible_to(access).order_by("-pk").first()
            if act == "trash" and record:
                changing.trash(noun, record, access)
            elif act == "restore" and record:
                changing.restore(noun, record, access)
            else:
                named = {name: raw[name] for name in raw if name in fields}
                values = intake.clean(noun, fields, named, words, new=act == "make")
                if act == "make":
                    changing.make(noun, values, fields, access)
                elif record:
                    changing.change(noun, record, values, fields, access)
        self.after(side, f"{act} {key}")

    @rule(side=SIDES)
    def take_back(self, side: str) -> None:
        """Undo the last act of one's own instance."""
        with at_the_door(self.stage.casts[side], ACTORS[side]) as access, suppress(Refused):
            last = Operation.objects.filter(undone_at=None).order_by("-pk").first()
            if last:
                undo(last, access)
        self.after(side, "undo")

    @precondition(lambda self: self.stage.hole is not None)
    @rule(side=SIDES)
    def through_the_hole(self, side: str) -> None:
        """Only the broken twin has one."""
        self.stage.hole(self.stage, side)  # type: ignore[misc]
        self.after(side, "the hole")


def filled(client: Client, url: str, value: str, numbers: dict[str, int]) -> list[Any]:
    """The forms of a page with a text in each field that takes one, and an id in each that takes an id."""
    response = client.get(url)
    if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
        return []
    found = [form for form in forms(Seen(url, response, text_of(response))) if "sign-out" not in form.action]
    for form in found:
        for name, kind in form.kinds.items():
            pk = numbers.get(name.removesuffix(".id"))
            if kind == "file":
                form.values.pop(name, None)
            elif pk or name in ("ids", "levels", "groups", "members"):
                form.values[name] = [str(pk or numbers["contact"])]
            elif kind in ("text", "textarea", "search"):
                form.values[name] = [value]
    return sorted(found, key=lambda form: value in form.action)


def swapped(body: Any, value: str, numbers: dict[str, int]) -> Any:
    """A body with a text in each of its texts and an id in each of its ids."""
    if isinstance(body, dict):
        return {name: numbers.get(name, swapped(inner, value, numbers)) for name, inner in body.items()}
    if isinstance(body, list):
        return [swapped(inner, value, numbers) for inner in body]
    return value if isinstance(body, str) else body


def play(world: World, sequences: int, hole: Callable[[Stage, str], None] | None = None) -> None:
    """Let the machine play on a stage of these two."""
    STAGE.append(Stage(world))
    STAGE[-1].hole = hole
    phases = (Phase.generate, Phase.shrink) if hole is None else (Phase.generate,)
    profile = settings(
        max_examples=sequences, stateful_step_count=STEPS, deadline=None, database=None, phases=phases,
        derandomize=PROOFS == 1, suppress_health_check=list(HealthCheck), print_blob=False,
    )  # fmt: skip
    try:
        run_state_machine_as_test(TwoInstances, settings=profile)
    finally:
        STAGE.pop()


@pytest.mark.promise("L5")
@pytest.mark.parametrize("share", range(SHARES))
def test_whatever_one_instance_does_the_other_stays_as_it_is(world: World, share: int) -> None:
    play(world, SEQUENCES // SHARES)


def test_a_hole_in_the_fence_is_found_out(world: World) -> None:
    def hole(stage: Stage, side: str) -> None:
        from kept.crm.contacts.models import Contact

        with system("a broken twin", stage.casts[OTHER[side]].instance.pk):
            Contact.objects.update(city="Elsewhere")

    with pytest.raises(AssertionError, match="the hole changed"):
        play(world, 30, hole)
