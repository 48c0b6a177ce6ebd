"""A crowd: hundreds of slow or silent clients at once, and then hundreds of quick ones. Nobody is left hanging, who is not
answered is told when to come back, and a person among them gets their page."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections import Counter

from bench.drill.ground import tell
from bench.drill.house import House, keys

SLOW = 500
AT_ONCE = 200
LONGEST = 30.0  # seconds in which everybody must have had an answer
PAGES = 5
PAGE = 10.0  # seconds in which a person among the slow ones must have had theirs
HEAD = b"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n"


def run() -> None:
    """Slow heads, slow bodies, and many at once."""
    house, secret = House(), keys(1)[0]
    house.start()
    try:
        _slow(house, "heads that come a letter at a time", HEAD[:40])
        _slow(house, "bodies that come a letter at a time", HEAD + b"\r\n")
        _at_once(house, secret)
    finally:
        house.stop()
    _canary()


def _canary() -> None:
    """A process that holds few lines lets the slow ones keep everybody else out, and this drill says so."""
    os.environ["KEPT_LINES"] = "16"
    house = House()
    try:
        house.start()
        pages, _ready = _among(house, HEAD[:40])
    finally:
        os.environ.pop("KEPT_LINES")
        house.stop()
    kept_out = [seconds for status, seconds in pages if status != 200 or seconds > PAGE]
    tell("canary: few lines a process", bool(kept_out), f"{len(kept_out)} of {len(pages)} pages of others kept out")


def _slow(house: House, what: str, begun: bytes) -> None:
    pages, ready = _among(house, begun)
    statuses = Counter(status for status, _seconds in pages)
    longest = max(seconds for _status, seconds in pages)
    figure = f"pages of others {dict(statuses)}, longest {longest:.1f} s, /readyz {ready}"
    tell(f"{SLOW} clients with {what}", set(statuses) == {200} and longest < PAGE and ready == 200, figure)


def _among(house: House, begun: bytes) -> tuple[list[tuple[int, float]], int]:
    """The pages of a person among slow clients: status and seconds of each; and whether the house calls itself ready."""
    lines = [_opened(house, begun) for _n in range(SLOW)]
    ending = threading.Event()
    dripping = threading.Thread(target=_drip, args=(lines, ending))
    dripping.start()
    time.sleep(2)
    try:
        pages = [_took(house, "/sign-in/") for _n in range(PAGES)]
        return pages, house.ask("GET", "/readyz")[0]
    finally:
        ending.set()
        dripping.join()
        for line in lines:
            line.close()


def _opened(house: House, begun: bytes) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", house.port), timeout=30)
    line.sendall(begun)
    line.setblocking(False)
    return line


def _drip(lines: list[socket.socket], ending: threading.Event) -> None:
    while not ending.wait(1):
        for line in lines:
            try:
                line.send(b"a")
            except OSError:
                continue  # the server had enough of it


def _took(house: House, path: str, headers: dict[str, str] | None = None) -> tuple[int, float]:
    begun = time.monotonic()
    return house.ask("GET", path, None, headers)[0], time.monotonic() - begun


def _at_once(house: House, secret: str) -> None:
    """Each on a line of their own, all in the same moment."""
    answers: list[tuple[int, dict[str, str], float]] = []
    start = threading.Barrier(AT_ONCE)

    def ask() -> None:
        start.wait()
        begun = time.monotonic()
        status, said, _body = house.ask("GET", "/sign-in/", None, None, seconds=LONGEST * 2)
        answers.append((status, said, time.monotonic() - begun))

    threads = [threading.Thread(target=ask) for _n in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    statuses = Counter(status for status, _said, _seconds in answers)
    told = all("retry-after" in said for status, said, _seconds in answers if status == 503)
    longest = max(seconds for _status, _said, seconds in answers)
    after = house.ask("GET", "/api/v2/person/?limit=1", None, {"Authorization": f"Bearer {secret}"})[0]
    figure = f"{dict(statuses)}, longest {longest:.1f} s; the next one {after}"
    good = set(statuses) <= {200, 503} and told and longest < LONGEST and after == 200 and statuses[200] > 0
    tell(f"{AT_ONCE} requests at once: answered or told when to come back", good, figure)
