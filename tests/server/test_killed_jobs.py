"""A worker is killed in the middle; another takes its work up, and what it was to do has happened once (QUALITY D-2)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.killed import canary, driving, kinds
from tests.killed.dying import EFFECT, FINISHING, SENT, TAKEN, worker
from tests.killed.ground import Ground

ROOT = Path(__file__).resolve().parents[2]
COMMITTED = "committed 1"


@pytest.fixture
def base(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[Ground]:
    """An empty Kept that can be copied."""
    from django.db import connection

    folder = tmp_path / "data"
    folder.mkdir()
    with django_db_blocker.unblock():
        yield Ground(connection.settings_dict["NAME"], folder)


def of_ours() -> set[str]:
    from procrastinate.contrib.django import app

    return {name for name in app.tasks if not name.startswith(("builtin", "procrastinate."))}


@pytest.mark.promise("D9")
def test_every_kind_of_job_has_an_answer_and_a_new_one_without_is_seen() -> None:
    from kept.policy.automatic import ACTS

    assert kinds.unanswered(of_ours()) == set()
    assert kinds.unanswered(of_ours() | {"new.kind"}) == {"new.kind"}
    assert set(kinds.KINDS) | set(kinds.AGAIN) | set(kinds.ELSEWHERE) == of_ours() == set(ACTS) & of_ours()
    assert not set(kinds.KINDS) & set(kinds.AGAIN)
    assert len(kinds.AGAIN) <= 5, "a kind of job is driven with work of its own"
    assert all((ROOT / place).exists() for place in kinds.ELSEWHERE.values())


@pytest.mark.promise("D9")
@pytest.mark.parametrize("kind", ["imports.run", "acts.run", "requests.letter", "requests.ask_identity"])
def test_killed_at_a_step_it_happens_once(base: Ground, kind: str) -> None:
    found = driving.drive(kind, base, kinds.KINDS[kind], steps=(TAKEN, EFFECT, COMMITTED, SENT, FINISHING))
    assert (found.twice, found.never) == ([], [])
    assert found.effects >= 2 and found.kills >= 4


@pytest.mark.promise("D9")
def test_an_effect_outside_its_transaction_is_seen_to_happen_twice(base: Ground) -> None:
    with canary.planted():
        found = driving.drive(canary.NAME, base, kinds.nothing, steps=(TAKEN, FINISHING))
    assert found.kills == 2 and not found.never
    assert [line.split(":")[0] for line in found.twice] == [FINISHING]


@pytest.mark.promise("D9")
def test_one_that_was_left_does_not_keep_the_next_of_its_kind_or_the_others_waiting(base: Ground) -> None:
    start = base.copy(f"{base.database}_killed_left")
    try:
        with start.stood_on():
            driving.defer("desk.chats", {})
            assert worker(TAKEN)
            driving.defer("desk.chats", {})  # the next one of the clock
            driving.defer("log.check", {})
            start.long_ago()
            driving.defer("jobs.rescue", {})
            worker()
        assert start.states("desk.chats") == ["aborted", "succeeded"]
        assert start.states("log.check") == start.states("jobs.rescue") == ["succeeded"]
    finally:
        start.drop()


def test_a_certificate_may_say_at_least_of_the_store_of_the_kill_and_differ_in_nothing_else() -> None:
    def line(**report: Any) -> list[str]:
        return [f"erasure_certificate {json.dumps({'report': report})}"]

    wanted = line(at_least=[], gone={"rows": 3, "mail": 2})
    assert driving.tells_of_the_kill(line(at_least=["mail"], gone={"rows": 3, "mail": 0}), wanted)
    assert not driving.tells_of_the_kill(line(at_least=["mail"], gone={"rows": 3, "mail": 4}), wanted)
    assert not driving.tells_of_the_kill(line(at_least=["mail"], gone={"rows": 2, "mail": 0}), wanted)
    assert not driving.tells_of_the_kill(line(at_least=[], gone={"rows": 3, "mail": 0}), wanted)
    assert not driving.tells_of_the_kill(["identity_user {}"], ["identity_user {}"])


def test_whoever_goes_on_with_an_erasure_reads_again_and_more_lines_of_the_log_are_all_that_differs() -> None:
    def told(lines: int, rows: int = 1) -> list[str]:
        kept = [{"store": "read log", "count": lines}, {"store": "files", "count": 2}]
        return [f"{driving.CERTIFICATE} {json.dumps({'report': {'gone': {'rows': rows}, 'kept': kept}})}"]

    assert driving.tells_of_the_kill(told(8), told(6))
    assert not driving.tells_of_the_kill(told(5), told(6)), "a line of the log is lost"
    assert not driving.tells_of_the_kill(told(8, rows=2), told(6)), "a row is counted twice"
