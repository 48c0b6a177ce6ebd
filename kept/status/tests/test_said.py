"""Figures are told as people would tell them."""

from __future__ import annotations

from kept.status.said import said


def test_a_time_a_size_and_a_number_are_said_in_their_own_way() -> None:
    told = said(
        {"seconds": 0.00678, "silent_seconds": 69.8, "oldest_seconds": 5400, "free_bytes": 3 * 2**30, "waiting": 1234}
    )
    assert [value.replace("\xa0", " ") for _what, value in told] == ["7 ms", "70 s", "90 min", "3.0 GB", "1,234"]
    assert said({"of_its_own": 1.5}) == [("of its own", "1.5")]
