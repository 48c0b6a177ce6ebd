"""The pieces of the database's log: none may be missing between two that are there."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kept.backup.log import Piece, gaps

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def piece(segment: str) -> Piece:
    return Piece(segment, NOW, date(2026, 11, 22), f"log-1-{segment}-x", 1)


@pytest.mark.promise("D4")
def test_a_missing_piece_is_seen_also_over_the_edge_of_a_file_number() -> None:
    whole = [piece(f"0000000100000000000000{number:02X}") for number in (0xFE, 0xFF)]
    whole += [piece("000000010000000100000000"), piece("000000020000000100000005")]
    assert gaps(whole) == []
    assert gaps([whole[0], whole[2]]) == [whole[0].segment]
