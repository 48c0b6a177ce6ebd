"""A retention item as a state machine: kept, due, held, gone. Random walks through it, and broken twins that are caught."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kept.identity.models import Session
from kept.policy import clock
from kept.privacy.retention import holds, running
from kept.privacy.retention.clocks import Clock
from kept.privacy.retention.holds import Hold
from kept.privacy.retention.runs import Run
from kept.tenancy.opening import system

TERM = dt.timedelta(days=90)
START = dt.date(2023, 12, 1)
ITEMS = 4

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["make", "make", "wait", "wait", "run", "run", "hold", "hold until", "release"]),
        st.integers(0, ITEMS - 1),
        st.integers(0, 100),
    ),
    min_size=5,
    max_size=30,
)


@dataclass
class Walk:
    """What must be true, kept beside what the program does."""

    day: dt.date = START
    made: dict[str, dt.date] = field(default_factory=dict)
    held: dict[str, dt.date] = field(default_factory=dict)  # until
    gone: set[str] = field(default_factory=set)
    number: int = 0
    wrong: list[str] = field(default_factory=list)

    def step(self, what: str, item: int, days: int) -> None:
        name = f"item-{item}"
        with system("tests"), clock.moved(clock.beginning(self.day) + dt.timedelta(hours=2)):
            getattr(self, what.replace(" ", "_"))(name, days)

    def make(self, name: str, days: int) -> None:
        if name in self.made:
            return
        self.number += 1
        at = clock.now()
        Session.objects.create(key_hash=name, data="", created_at=at, seen_at=at, expires_at=at)
        self.made[name] = self.day

    def wait(self, name: str, days: int) -> None:
        self.day += dt.timedelta(days=days)

    def hold(self, name: str, days: int) -> None:
        self.hold_until(name, 9999)

    def hold_until(self, name: str, days: int) -> None:
        if name in self.made and name not in self.held:
            until = self.day + dt.timedelta(days=days)
            known = None if days == 9999 else until
            Hold.objects.create(kind="identity.session", key=name, reason="claim", since=clock.now(), until=known)
            self.held[name] = until

    def release(self, name: str, days: int) -> None:
        for hold in Hold.objects.filter(key=name, released_at=None):
            hold.release(by=None)
        self.held.pop(name, None)

    def run(self, name: str, days: int) -> None:
        run = running.run(planning=False)
        there = set(Session.objects.filter(pk__startswith="item-").values_list("pk", flat=True))
        over = {one for one, since in self.made.items() if since + TERM < self.day}
        kept = {one for one in over if one in self.held and self.day <= self.held[one]}
        wanted = set(self.made) - (over - kept)
        if there != wanted:
            self.wrong.append(f"{self.day}: there {sorted(there)}, wanted {sorted(wanted)}")
        if (run.held.get("identity.session", 0), run.total_left) != (len(kept), 0):
            self.wrong.append(f"{self.day}: the run counts {run.held} held and {run.left} left")
        for one in over - kept:
            self.made.pop(one, None)
            self.gone.add(one)


def walk(steps: list[tuple[str, int, int]]) -> Walk:
    """Take the steps in a world that is forgotten afterwards."""
    done = Walk()
    with transaction.atomic():
        for step in [*steps, ("run", 0, 0), ("wait", 0, 91), ("run", 0, 0)]:
            done.step(*step)
        Run.objects.all().delete()
        transaction.set_rollback(True)
    return done


quietly = settings(
    max_examples=20, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip


@pytest.mark.promise("L1")
def test_random_walks_never_lose_what_is_kept_or_keep_what_is_over(db: None) -> None:
    ends: list[int] = []

    @quietly
    @given(STEPS)
    def walks(steps: Any) -> None:
        done = walk(steps)
        assert done.wrong == []
        ends.append(len(done.gone))

    walks()
    assert sum(ends) > 10, "the walks came to ends"


LONG = [
    ("make", 0, 0), ("make", 1, 0), ("make", 2, 0), ("hold", 0, 0), ("hold until", 1, 95), ("wait", 0, 91),
    ("run", 0, 0), ("wait", 0, 10), ("run", 0, 0), ("release", 0, 0), ("wait", 0, 1), ("run", 0, 0),
]  # fmt: skip


def nothing_is_held(model: Any, day: dt.date) -> Q:
    """Broken: holds are forgotten."""
    return Q(pk__in=[])


def holds_never_end(day: dt.date) -> Any:
    """Broken: the last day of a hold is not looked at."""
    return Hold.objects.filter(released_at=None)


def releases_are_forgotten(day: dt.date) -> Any:
    """Broken: what was released is still held."""
    return Hold.objects.filter(Q(until=None) | Q(until__gte=day))


def nothing_is_over(ticking: Clock, day: dt.date) -> Q:
    """Broken: nothing ever comes to its end."""
    return Q(pk__in=[])


@pytest.mark.parametrize(
    ("place", "broken"),
    [
        ((running, "held"), nothing_is_held),
        ((holds, "standing"), holds_never_end),
        ((holds, "standing"), releases_are_forgotten),
        ((Clock, "over"), nothing_is_over),
    ],
    ids=["no holds", "holds never end", "releases forgotten", "nothing is over"],
)
def test_a_broken_twin_is_caught(
    db: None, monkeypatch: pytest.MonkeyPatch, place: tuple[Any, str], broken: Callable[..., Any]
) -> None:
    assert walk(LONG).wrong == []
    monkeypatch.setattr(*place, broken)
    assert walk(LONG).wrong != []
