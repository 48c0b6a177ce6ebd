"""The keeper: nobody waits for a line, what waits is bounded and counted, and it is written within a second or two."""

from __future__ import annotations

import time
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.test import Client

from kept.tracking import keeper as room
from kept.tracking.keeper import Keeper
from kept.tracking.lines import Waiting
from kept.tracking.watching import BROKE

ROUTE = "a route of this test"


def waiting(at: float = 0.0) -> Waiting:
    return Waiting(at or time.time(), "", "GET", ROUTE, 200, 1.0, 1, 1, 0, None, "", "", uuid4(), "")


@pytest.fixture
def keeper(db: None) -> Any:
    """One of its own, which writes to the test's database and leaves nothing there."""
    one = Keeper()
    one.listening = True
    yield one
    with psycopg.connect(**_params(), autocommit=True) as connection:
        connection.execute("DELETE FROM tracking_requestline WHERE route = %s", [ROUTE])
        connection.execute("DELETE FROM tracking_tally WHERE key = %s OR what = 'dropped'", [f"GET {ROUTE}"])
    one._hang_up()


def _params() -> dict[str, Any]:
    from django.db import connections

    known = connections["default"].get_connection_params()
    return {name: value for name, value in known.items() if name not in ("cursor_factory", "context")}


def there(what: str = "SELECT count(*) FROM tracking_requestline WHERE route = %s") -> int:
    with psycopg.connect(**_params(), autocommit=True) as connection:
        found: Any = connection.execute(what, [ROUTE]).fetchone()
        return int(found[0])


@pytest.mark.promise("C7")
def test_a_thread_writes_lines_on_its_own_connection_within_two_seconds(keeper: Keeper, monkeypatch: Any) -> None:
    monkeypatch.setenv("KEPT_SERVING", "web")
    for _line in range(50):
        keeper.note(waiting())
    until = time.monotonic() + 10
    while there() < 50 and time.monotonic() < until:
        time.sleep(0.1)
    assert there() == 50
    assert room.EVERY <= 1.0


@pytest.mark.promise("C7")
def test_lines_wait_while_the_database_is_away_and_none_is_written_twice(keeper: Keeper, monkeypatch: Any) -> None:
    def away() -> Any:
        raise psycopg.OperationalError("the database is away")

    for _line in range(7):
        keeper.note(waiting())
    with monkeypatch.context() as patch:
        patch.setattr(keeper, "_connected", away)
        keeper.write_all()
    assert len(keeper.lines) == 7
    with monkeypatch.context() as patch:
        patch.setattr("kept.tracking.writing._faults", lambda *given: away())
        keeper.write_all()
    assert len(keeper.lines) == 7 and there() == 0
    keeper.write_all()
    keeper.write_all()
    assert there() == 7


@pytest.mark.promise("C7")
def test_what_waits_is_bounded_and_what_is_dropped_is_counted(keeper: Keeper, monkeypatch: Any) -> None:
    monkeypatch.setattr(room, "MOST", 3)
    for _line in range(10):
        keeper.note(waiting())
    assert (len(keeper.lines), keeper.dropped) == (3, 7)
    keeper.write_all()
    assert there() == 3
    assert there("SELECT sum(number) FROM tracking_tally WHERE what = 'dropped' AND %s <> ''") == 7


def test_a_line_that_cannot_be_written_holds_up_none_behind_it(keeper: Keeper) -> None:
    keeper.note(waiting()._replace(status=10**9))
    keeper.write_all()
    assert (len(keeper.lines), keeper.dropped) == (0, 1)
    keeper.note(waiting()._replace(ip="fe80::1%eth0"))
    keeper.note(waiting()._replace(ip="nobody knows"))
    keeper.write_all()
    assert there() == 2


def test_nothing_waits_in_a_command() -> None:
    one = Keeper()
    one.listening = False
    one.note(waiting())
    assert not one.lines


@pytest.mark.promise("C7")
def test_when_the_page_for_a_fault_breaks_too_the_server_beneath_prints_nothing(noted: Any, monkeypatch: Any) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise ValueError("Jana Nováková")

    monkeypatch.setattr("kept.web.pages.loader.render_to_string", broken)
    client = Client(raise_request_exception=False)
    answer = client.get("/privacy")
    assert (answer.status_code, answer.content.decode()) == (500, BROKE)
