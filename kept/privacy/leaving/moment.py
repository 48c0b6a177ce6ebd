"""One moment: all that is read in a transaction is as it was when it began, while the others work on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection


@contextmanager
def one_moment() -> Iterator[None]:
    """Transactions that begin in here read one snapshot. Inside an open one nothing can be changed any more."""
    if connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()
    wire = connection.connection
    before = wire.isolation_level
    wire.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    try:
        yield
    finally:
        if not wire.closed:
            wire.isolation_level = before
