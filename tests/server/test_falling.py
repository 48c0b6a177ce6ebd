"""What falls is put up again: the database, the worker, the web server; and what is stopped on purpose stays so."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.conftest import House, new_house
from tests.server.test_running import ask, children, lives, served, until

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def lived_in() -> Iterator[House]:
    with new_house() as made:
        yield made


@pytest.fixture
def house(lived_in: House) -> House:
    lived_in.kept("stop")
    return lived_in


def postmaster(house: House) -> int:
    try:
        return int((house.data / "postmaster.pid").read_text().split()[0])
    except (OSError, IndexError):
        return 0


@pytest.mark.promise("D9")
def test_a_database_that_is_killed_is_started_again_and_pages_come_back_alone(house: House, free_port: int) -> None:
    with served(house, "--port", str(free_port)) as kept:
        until(lambda: ask(free_port, "/readyz")[0] == 200)
        time.sleep(3)
        first = postmaster(house)
        for pid in [first, *children(first)]:
            os.kill(pid, signal.SIGKILL)
        begun = time.monotonic()
        until(lambda: postmaster(house) not in (0, first) and ask(free_port, "/sign-in/")[0] == 200)
        assert time.monotonic() - begun < 30
        assert kept.poll() is None


@pytest.mark.promise("D9")
def test_one_that_was_stopped_on_purpose_stays_stopped_and_the_house_waits_for_it(house: House, free_port: int) -> None:
    with served(house, "--port", str(free_port), "--workers", "1") as kept:
        until(lambda: ask(free_port, "/readyz")[0] == 200)
        house.kept("database", "stop")
        time.sleep(25)  # long enough for a worker without a database to die more often than it may
        assert (postmaster(house), kept.poll()) == (0, None)
        assert ask(free_port, "/status")[0] == 200, "the status page needs no database"
        status, headers = ask(free_port, "/sign-in/")
        assert (status, "retry-after" in headers) == (503, True)
        house.kept("database", "start")
        until(lambda: ask(free_port, "/sign-in/")[0] == 200)
        until(lambda: len(children(kept.pid)) == 2)


@pytest.mark.promise("D9")
def test_a_reload_has_new_processes_take_over(house: House, free_port: int) -> None:
    with served(house, "--port", str(free_port), "--workers", "1") as kept:
        until(lambda: ask(free_port, "/readyz")[0] == 200)
        web, worker = children(kept.pid)
        old = {*children(web), worker}
        assert house.kept("reload").returncode == 0
        until(lambda: ask(free_port, "/readyz")[0] == 200 and not any(lives(pid) for pid in old))
        assert kept.poll() is None
        assert Path(f"/proc/{web}").exists(), "the listener stays"
    assert house.kept("reload").returncode == 3
