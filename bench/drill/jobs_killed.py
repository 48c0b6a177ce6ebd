"""Jobs killed: a worker is killed at each step of each kind of job, another takes its work up (QUALITY D-2).

A clean run says what a kind does: rows, files, letters. After a kill and the rescue there must be the same, no more and
no less. What runs by the clock over what is left is killed too, and run a second time, which must change nothing.
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
        with canary.planted():
            found = driving.drive(canary.NAME, base, kinds.nothing)
            tell("canary: an effect outside the job's transaction", bool(found.twice), found.said)


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
    from tests.killed import driving, kinds

    if kind in kinds.KINDS:
        return driving.drive(kind, base, kinds.KINDS[kind])
    return driving.drive(kind, base, kinds.over_nothing(kind), steps=driving.FEW, repeats=True)


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
        settings.DATA_DIR = FOLDER
        for alias, name in before.items():
            connections[alias].settings_dict["NAME"] = name
