"""Two hands: the next chunk is worked on while the one before is being kept, and the order stays."""

from __future__ import annotations

from threading import Event
from typing import Any

import pytest

from kept.crm.imports.hands import Overtaken, Turn, by_one_hand, by_two_hands

SOON = 10  # seconds; a hand that waits in vain fails instead of hanging


def test_the_next_begins_before_the_one_before_is_kept_and_is_kept_after_it() -> None:
    kept: list[int] = []
    second_began = Event()

    def write(chunk: int, turn: Turn) -> bool:
        if chunk == 2:
            second_began.set()
        turn.settle()
        if chunk == 1:
            assert second_began.wait(SOON)
        kept.append(chunk)
        return True

    assert by_two_hands(iter([1, 2, 3, 4, 5]), write)
    assert kept == [1, 2, 3, 4, 5]


def test_what_follows_a_chunk_that_was_not_kept_is_not_kept_either() -> None:
    kept: list[int] = []

    def write(chunk: int, turn: Turn) -> bool:
        turn.settle()
        if chunk == 2:
            raise ValueError("the disk is full")
        kept.append(chunk)
        return True

    with pytest.raises(ValueError, match="disk"):
        by_two_hands(iter([1, 2, 3, 4]), write)
    assert kept == [1]


def test_who_is_overtaken_or_stopped_goes_no_further() -> None:
    seen: list[int] = []

    def write(chunk: int, turn: Turn) -> bool:
        turn.settle()
        seen.append(chunk)
        if chunk == 2:
            raise Overtaken
        return True

    for hands in (by_one_hand, by_two_hands):
        seen.clear()
        assert not hands(iter([1, 2, 3, 4]), write)
        assert seen == [1, 2]


def test_inside_a_transaction_there_is_one_hand(db: None) -> None:
    turns: list[Any] = []

    def write(chunk: int, turn: Turn) -> bool:
        turns.append(turn.before)
        turn.settle()
        return True

    assert by_two_hands(iter([1, 2, 3]), write)
    assert turns == [None, None, None]
