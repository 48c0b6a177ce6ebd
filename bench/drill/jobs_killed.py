"""Jobs killed: a worker is killed at each step of each kind of job, another takes its work up (QUALITY D-2).

A clean run says what a kind does: rows, files, letters. After a kill and the rescue there must be the same, no more and
no less. What runs by the clock is run a second time too, which must change nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.drill.ground import FOLDER, tell

ONLY = tuple(filter(None, os.environ.get("KEPT_DRILL_JOBS", "").split(",")))  # all, or those named
DATABASE = "test_kept_drill"


def run() -> None:
    """Every kind, and the canary."""
    from procrastinate.contrib.django import app

    from tests.killed import canary, driving, kinds

    ours = {name for name in app.tasks if not name.startswith(("builtin", "procrastinate."))}
    missing = kinds.unanswered(ours)
    tell("every kind of job has an answer", not missing, f"{len(ours)} kinds, without: {', '.join(missing) or 'none'}")
    with _base() as base:
        for kind in sorted(ours):
            if kind in kinds.ELSEWHERE:
                print(f"      {kind:<58} {kinds.ELSEWHERE[kind]}", flush=True)
            elif not ONLY or kind in ONLY:
                _tell(kind, base)
        _count(sorted(ours), kinds)
        with canary.planted():
            found = driving.drive(canary.NAME, base, kinds.nothing)
            tell("canary: an effect outside the job's transaction", bool(found.twice), found.said)


def _count(ours: list[str], kinds: Any) -> None:
    """How many kinds were driven, how many only over nothing, and why."""
    for kind, why in sorted(kinds.AGAIN.items()):
        print(f"      {kind:<58} over nothing: {why}", flush=True)
    driven, elsewhere = len(set(ours) & set(kinds.KINDS)), len(set(ours) & set(kinds.ELSEWHERE))
    tell(
        "kinds of jobs that are driven with work of their own",
        driven + elsewhere + len(kinds.AGAIN) == len(ours),
        f"{driven} of {len(ours)}, {elsewhere} by proofs of their own, {len(kinds.AGAIN)} over nothing",
    )


def _tell(kind: str, base: Any) -> None:
    try:
        found = _killed(kind, base)
    except Exception as fault:
        tell(f"{kind} killed at each step", False, f"{type(fault).__name__}: {fault}"[:120])
        return
    tell(f"{kind} killed at each step", found.good, found.said)
    for line in (found.twice + found.never + found.again)[:5]:
        print(f"        {line[:300]}", flush=True)


def _killed(kind: str, base: Any) -> Any:
    from procrastinate.contrib.django import app

    from tests.killed import driving, kinds

    by_the_clock = any(name == kind for name, _id in app.periodic_registry.periodic_tasks)
    cause = kinds.KINDS.get(kind) or kinds.over_nothing(kind)
    return driving.drive(kind, base, cause, repeats=by_the_clock and kind not in kinds.GOES_ON)


@contextmanager
def _base() -> Iterator[Any]:
    """An empty Kept beside the demo."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections
    from django.test.utils import setup_test_environment, teardown_test_environment

    from kept.server import roles
    from tests.killed.ground import Ground

    before = {alias: connections[alias].settings_dict["NAME"] for alias in ("default", "owner")}
    roles.create_test_database(DATABASE)
    base = Ground(DATABASE, FOLDER.with_name("killed"))
    base.folder.mkdir(parents=True, exist_ok=True)
    _sure_on_disk("off")  # workers are killed here, not the machine: what the kernel has is kept
    setup_test_environment()
    settings.DEBUG_PAGES, settings.MAIL = (
        True,
        {**settings.MAIL, "host": ""},
    )  # letters fall into a box, where they are counted
    try:
        base.stand()
        call_command("migrate", database="owner", verbosity=0, interactive=False)
        yield base
    finally:
        teardown_test_environment()
        base.drop()
        _sure_on_disk("on")
        settings.DATA_DIR = FOLDER
        for alias, name in before.items():
            connections[alias].settings_dict["NAME"] = name


def _sure_on_disk(value: str) -> None:
    from kept.server.roles import as_superuser

    with as_superuser() as connection:
        connection.execute(f"ALTER SYSTEM SET fsync = {value}")
        connection.execute("SELECT pg_reload_conf()")
