"""What it costs to note a request: in the request itself, and later in the thread that writes. CPU microseconds, medians."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from bench import ground

TIMES, ROUNDS, LINES = 5_000, 7, 1_000
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0"


def main() -> None:
    """Three lines: noting, writing, all together."""
    ground.lay()
    noted, written = noting(), writing()
    print(f"noting a request, in the request: {noted:.1f} µs CPU")
    print(f"writing its line, in the thread:  {written:.1f} µs CPU of the application")
    print(f"both: {(noted + written) / 1000:.3f} ms")


def noting() -> float:
    """The watch around a page that does nothing, less the page."""
    from django.http import HttpResponse
    from django.test import RequestFactory
    from django.urls import resolve

    from kept.audit.access import Access
    from kept.tracking.keeper import keeper
    from kept.tracking.watching import RequestLog

    request = RequestFactory(headers={"User-Agent": FIREFOX}).get("/privacy")
    request.resolver_match = resolve("/privacy")
    request.access = Access("GET privacy:notice", user_id=7)  # type: ignore[attr-defined]
    answer = HttpResponse("x" * 20_000)
    keeper.listening = True
    watch = RequestLog(lambda _request: answer)

    def with_watch() -> None:
        watch(request)
        keeper.lines.clear()

    def without() -> None:
        watch.get_response(request)
        keeper.lines.clear()

    return _cost(with_watch) - _cost(without)


def writing() -> float:
    """A batch of lines, as the thread writes them."""
    from uuid import uuid4

    from kept.tracking.keeper import keeper
    from kept.tracking.lines import Waiting
    from kept.tracking.writing import write

    now = time.time()
    batch = [
        Waiting(
            now,
            "198.51.100.4",
            "GET",
            f"page:{n % 30}",
            200,
            float(n % 90),
            7,
            9_000,
            1,
            n % 200,
            FIREFOX,
            "",
            uuid4(),
            "",
        )
        for n in range(LINES)
    ]
    connection = keeper._connected()
    found = []
    for _round in range(ROUNDS):
        began = time.thread_time()
        with connection.transaction(force_rollback=True):
            write(connection, batch)
        found.append((time.thread_time() - began) / LINES)
    return median(found) * 1e6


def _cost(act: Callable[[], None]) -> float:
    found = []
    for _round in range(ROUNDS):
        began = time.thread_time()
        for _time in range(TIMES):
            act()
        found.append((time.thread_time() - began) / TIMES)
    return median(found) * 1e6


if __name__ == "__main__":
    main()
