"""The verdict of a drill can be MISSED: by a bad line, by breaking, and by telling nothing at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from bench.drill import ground, verdicts


@pytest.fixture(autouse=True)
def _nothing_told(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(verdicts, "LOOK", 0.02)
    for name in ("good", "failed", "left_out"):
        monkeypatch.setattr(ground, name, [])
    yield


def _breaks() -> None:
    ground.tell("a first line", True, "1")
    raise TimeoutError


@pytest.mark.parametrize(
    ("drill", "word"),
    [
        (lambda: ground.tell("fine", True, "1"), "PASSED"),
        (lambda: ground.tell("not fine", False, "0"), "MISSED"),
        (lambda: ground.leave_out("no such machine here"), "LEFT OUT"),
        (lambda: None, "MISSED"),
        (_breaks, "MISSED"),
    ],
)
def test_a_drill_is_passed_only_by_what_it_showed(drill: Callable[[], None], word: str) -> None:
    assert str(verdicts.judged("one", drill)).startswith(word)


def test_what_one_drill_missed_is_not_held_against_the_next() -> None:
    assert verdicts.judged("one", _breaks).word == "MISSED"
    assert verdicts.judged("two", lambda: ground.tell("fine", True, "1")).word == "PASSED"


def test_a_machine_that_others_keep_busy_is_named_in_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdicts, "load", lambda: 1.4)
    assert "BUSY MACHINE" in str(verdicts.judged("one", lambda: ground.tell("fine", True, "1")))
    monkeypatch.setattr(verdicts, "load", lambda: 0.0)
    assert "BUSY MACHINE" not in str(verdicts.judged("one", lambda: ground.tell("fine", True, "1")))
