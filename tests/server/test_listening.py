"""At a reload new lines go to the new worker, so that the old one's queue is empty when it ends (QUALITY D-3)."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator

import pytest

from kept.server import listening

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's own way to share a port")
LINES = 40


def listener(port: int) -> socket.socket:
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made.bind(("127.0.0.1", port))
    made.listen(LINES * 2)
    made.setblocking(False)
    return made


@pytest.fixture
def shared() -> Iterator[list[socket.socket]]:
    """Three workers at one port."""
    first = listener(0)
    port = first.getsockname()[1]
    made = [first, listener(port), listener(port)]
    yield made
    for one in made:
        one.close()


def came(listeners: list[socket.socket]) -> list[int]:
    """How many of some new lines came to each."""
    here = listeners[-1].getsockname()
    lines = [socket.create_connection(here) for _n in range(LINES)]
    found = []
    for one in listeners:
        number = 0
        try:
            while True:
                one.accept()[0].close()
                number += 1
        except BlockingIOError:
            found.append(number)
    for line in lines:
        line.close()
    return found


@pytest.mark.promise("D9")
def test_all_new_lines_go_to_the_last_who_joined_and_to_all_again_when_the_old_have_ended(
    shared: list[socket.socket],
) -> None:
    assert sum(came(shared)) == LINES and min(came(shared)) > 0, "the kernel spreads them"
    listening._take_all(shared[-1])
    assert came(shared) == [0, 0, LINES]
    shared.pop(0).close()
    assert min(came(shared)) > 0 and sum(came(shared)) == LINES
    shared.pop(0).close()
    assert came(shared) == [LINES]


def test_a_worker_finds_its_own_listener_and_no_other_socket(shared: list[socket.socket]) -> None:
    found = listening._listener()
    assert found is not None
    with found:
        assert found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
    assert len(listening._listening(shared[0])) == 3
