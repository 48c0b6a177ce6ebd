"""The keeper: requests are noted in memory and written once a second by a thread of its own, on a connection of its own.

A request never waits for its line. What is lost when a process is killed is what it noted since the last second. When
the database is away lines wait, up to a number; beyond it they are dropped and counted.
"""

from __future__ import annotations

import atexit
import os
import threading
import time
from collections import deque
from contextlib import suppress
from typing import Any

import psycopg

from kept.policy.keeps import keeps
from kept.tracking.faults import Placed
from kept.tracking.flood import HELD, counted, flood
from kept.tracking.lines import Waiting

EVERY = 1.0  # seconds
MOST = 20_000  # lines that wait
AT_ONCE = 5_000  # lines of one write
PATIENCE = 2  # seconds for a connection
TELLS = os.environ.get("KEPT_REQUEST_LOG") == "stdout"


class Keeper:
    """What waits in this process, and the thread that writes it."""

    def __init__(self) -> None:
        self.lines: deque[Waiting] = deque()
        self.faults: deque[Placed] = deque()
        self.counts: deque[tuple[str, str, str, int]] = deque()  # what, key, part, size: one more of it today
        self.dropped = 0
        self.listening = bool(os.environ.get("KEPT_SERVING"))  # in a server or its worker, not in a command
        self._connection: psycopg.Connection[Any] | None = None
        self._thread: threading.Thread | None = None
        self._writing = threading.Lock()

    @keeps("C7")
    def note(self, line: Waiting) -> None:
        """Have a line written soon; of a flood of refused requests only the first, the rest is counted."""
        if flood.has_room(line):
            self._add(self.lines, line)
        else:
            self._add(self.counts, counted(line))
            self.note_count(HELD, "")

    @keeps("U4")
    def note_fault(self, fault: Placed) -> None:
        """Have an error written soon."""
        self._add(self.faults, fault)

    def note_count(self, what: str, key: str, part: str = "") -> None:
        """Have something counted."""
        self._add(self.counts, (what, key, part, 0))

    def _add(self, waiting: deque[Any], thing: Any) -> None:
        if not self.listening:
            return
        if len(waiting) >= MOST:
            self.dropped += 1
            return
        waiting.append(thing)
        if self._thread is None and os.environ.get("KEPT_SERVING"):
            self._start()

    def _start(self) -> None:
        with self._writing:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="tracking", daemon=True)
                self._thread.start()
                atexit.register(self.write_all)

    def _work(self) -> None:
        while True:
            time.sleep(EVERY)
            self.write_all()

    def write_all(self) -> None:
        """Write what waits. What cannot be written because the database is away waits on."""
        with self._writing:
            try:
                while self.lines or self.faults or self.counts or self.dropped:
                    before = self.dropped
                    self._write_some(self._connected())
                    if self.dropped > before:  # something cannot be written at all: the next second is soon enough
                        break
            except psycopg.Error:
                self._hang_up()

    def _write_some(self, connection: psycopg.Connection[Any]) -> None:
        from kept.tracking.writing import say, write

        batch = [self.lines.popleft() for _ in range(min(AT_ONCE, len(self.lines)))]
        faults = [self.faults.popleft() for _ in range(min(AT_ONCE, len(self.faults)))]
        counts = [self.counts.popleft() for _ in range(min(AT_ONCE, len(self.counts)))]
        dropped, self.dropped = self.dropped, 0
        try:
            with connection.transaction():
                lines = write(connection, batch, faults, counts, dropped)
            if TELLS:
                say(lines)
        except psycopg.OperationalError:
            self.lines.extendleft(reversed(batch))
            self.faults.extendleft(reversed(faults))
            self.counts.extendleft(reversed(counts))
            self.dropped += dropped
            raise
        except Exception:  # what cannot be written now cannot be written later: it shall not hold up what comes behind
            self.dropped += dropped + len(batch)

    def _connected(self) -> psycopg.Connection[Any]:
        if self._connection is None or self._connection.closed:
            from django.db import connections

            params = connections["default"].get_connection_params()
            known = {name: value for name, value in params.items() if name not in ("cursor_factory", "context")}
            known |= {"connect_timeout": PATIENCE, "application_name": "kept tracking"}
            self._connection = psycopg.connect(**known, autocommit=True)
            self._connection.execute("SET synchronous_commit = off")  # a log need not wait for the disk
        return self._connection

    def _hang_up(self) -> None:
        with suppress(psycopg.Error):
            if self._connection is not None:
                self._connection.close()
        self._connection = None


keeper = Keeper()
