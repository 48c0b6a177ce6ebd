"""The pool looks at a connection before it hands it out: one whose server has gone is never used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection

from kept.audit.backend import base


@pytest.fixture
def line(db: None) -> Iterator[psycopg.Connection[Any]]:
    """A connection as the pool holds it."""
    made = psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}, autocommit=True)
    yield made
    made.close()


def hung_up(line: psycopg.Connection[Any]) -> None:
    """The server ends the connection, and has done so when this returns."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [line.info.backend_pid])
        assert cursor.fetchone() == (True,)


def test_a_connection_whose_server_has_hung_up_is_refused(line: psycopg.Connection[Any]) -> None:
    base.is_there(line)
    base.is_there(line)
    hung_up(line)
    with pytest.raises(psycopg.OperationalError):
        base.is_there(line)


def test_only_one_that_lay_idle_long_is_asked_over_the_wire(line: psycopg.Connection[Any], monkeypatch: Any) -> None:
    base.is_there(line)
    asked: list[str] = []
    monkeypatch.setattr(line, "execute", asked.append)
    base.is_there(line)
    assert asked == []
    monkeypatch.setattr(base, "LONG_IDLE", 0.0)
    base.is_there(line)
    assert asked == [""]
