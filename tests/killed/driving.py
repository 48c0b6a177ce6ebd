"""Driving a kind of job through its killings: a clean run says what it does, each killed one must come to the same."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.killed.dying import WORD, steps_of, worker
from tests.killed.ground import Ground, let_go

MOST = 40  # steps that are looked at one by one
CERTIFICATE = "erasure_certificate"
Cause = Callable[[Any], dict[str, Any]]


@dataclass
class Found:
    """What came of one kind."""

    kind: str
    kills: int = 0
    effects: int = 0
    twice: list[str] = field(default_factory=list)
    never: list[str] = field(default_factory=list)
    told: int = 0  # kills after which a certificate says "at least"
    again: list[str] = field(default_factory=list)  # what a second run changed

    @property
    def good(self) -> bool:
        return bool(self.kills) and not (self.twice or self.never or self.again)

    @property
    def said(self) -> str:
        figure = f"{self.kills} kills, {self.effects} effects, {len(self.twice)} twice, {len(self.never)} never"
        figure += f", {self.told} certificates that say 'at least'" if self.told else ""
        return figure + (f", {len(self.again)} by a second run" if self.again else "")


def drive(kind: str, base: Ground, cause: Cause, *, steps: tuple[str, ...] = (), repeats: bool = False) -> Found:
    """Kill a worker at each step of a kind of job that a clean run comes by, and have it rescued. `cause` makes work for it
    and returns what it is deferred with; `repeats` also runs it a second time, which must change nothing."""
    from tests.cast import build

    found, start = Found(kind), base.copy(_name(base, "start"))
    try:
        with start.stood_on():
            ids = cause(build())
            defer(kind, ids)
        before = start.content()
        clean = _run(start, kind)
        stood = clean.queue()
        assert stood[kind] == "succeeded", f"{kind}: {stood}"
        wanted, passed = clean.content(), steps_of(clean.folder)
        found.effects = sum((wanted - before).values()) + sum((before - wanted).values())
        if repeats:
            with clean.stood_on():
                defer(kind, ids)
                worker()
            found.again = _differences(clean.content(), wanted) + _differences(wanted, clean.content())
        for step in [one for one in passed if one in steps or not steps][:MOST]:
            if (after := _killed(start, step, kind)) is None:
                continue
            found.kills += 1
            content, stands = after.content(), after.queue()
            twice, never = _differences(content, wanted), _differences(wanted, content)
            if tells_of_the_kill(twice, never):
                found.told, twice, never = found.told + 1, [], []
            found.twice += [f"{step}: {one}" for one in twice]
            found.never += [f"{step}: {one}" for one in never]
            found.never += [f"{step}: {one} is {stands.get(one)}" for one in stood if stands.get(one) != stood[one]]
    finally:
        for name in (_name(base, "start"), _name(base, "run")):
            Ground(name, base.folder.with_name(name)).drop()
    return found


READ_LOG = "read log"


def tells_of_the_kill(twice: list[str], never: list[str]) -> bool:
    """Whether all that differs is an erasure's certificate that says "at least" of the store in which its worker was
    killed: files and letters are no part of a transaction, so nobody can count them exactly after that, and it says so.
    The log of reads may have more lines too: whoever went on read the person once more, and that is written down."""
    if [one.split(" ")[0] for one in (*twice, *never)] != [CERTIFICATE] * 2:
        return False
    said, wanted = (json.loads(one[0].partition(" ")[2])["report"] for one in (twice, never))
    for store in said.pop("at_least", []):
        if said["gone"].pop(store, 0) > wanted["gone"].pop(store, 0):
            return False
    wanted.pop("at_least", None)
    for line, usual in zip(said.get("kept", []), wanted.get("kept", []), strict=False):
        if line["store"] == READ_LOG and line["count"] > usual["count"]:
            line["count"] = usual["count"]
    return bool(said == wanted)


def _name(base: Ground, what: str) -> str:
    return f"test_{base.database.removeprefix('test_')}_killed_{what}"


def _run(start: Ground, kind: str) -> Ground:
    """A run from the start, on a copy."""
    ground = start.copy(start.database.replace("_start", "_run"))
    with ground.stood_on():
        worker(kind=kind)
        words = (ground.folder / WORD).read_bytes()
        follow()
        (ground.folder / WORD).write_bytes(words)
    return ground


def _killed(start: Ground, step: str, kind: str) -> Ground | None:
    """A killed run and the one that rescues it; None when the kind did not come by the step this time."""
    ground = start.copy(start.database.replace("_start", "_run"))
    with ground.stood_on():
        if not worker(step, kind):
            return None
        ground.long_ago()
        defer("jobs.rescue", {})
        worker()
        follow()
    return ground


def follow() -> None:
    """What the clock does soon after: letters that wait are tried."""
    defer("mail.post", {})
    worker()


def defer(kind: str, ids: dict[str, Any]) -> None:
    """Put it into the queue."""
    from procrastinate.contrib.django import app

    task = app.tasks[kind]
    clock = any(name == kind for name, _id in app.periodic_registry.periodic_tasks)
    task.defer(**({"timestamp": int(time.time())} if clock else {}), **ids)
    let_go()


def _differences(one: Any, other: Any) -> list[str]:
    return sorted((one - other).elements())
