"""The stage: a keeper that listens, and writes when the test says so, in the test's own transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from kept.tracking.flood import flood
from kept.tracking.keeper import keeper
from kept.tracking.writing import forget_seen, write


def written() -> None:
    """Write what waits, over the connection of the test."""
    batch, faults, counts, dropped = list(keeper.lines), list(keeper.faults), list(keeper.counts), keeper.dropped
    forget()
    write(connection.connection, batch, faults, counts, dropped)


def forget() -> None:
    """Let nothing wait."""
    for waiting in (keeper.lines, keeper.faults, keeper.counts):
        waiting.clear()
    keeper.dropped = 0
    flood.since = 0.0


@pytest.fixture
def noted(db: None) -> Iterator[Callable[[], None]]:
    """The keeper listens during the test; call it to have everything written that came in."""
    forget()
    forget_seen()
    keeper.listening = True
    yield written
    keeper.listening = False
    forget()
