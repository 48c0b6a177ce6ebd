"""Turns: so many requests are answered at a time, some wait a moment for theirs, and the rest are told when to come back.

Nobody is left hanging. What a client sends is awaited before the turn is taken, and of one client only so much at a
time: who sends a letter a second keeps nobody else from being answered.
"""

from __future__ import annotations

import io
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from kept.policy.keeps import keeps
from kept.server.options import SENDERS, WAITING

PATIENCE = 5.0  # seconds that a request waits for its turn
READING = 8  # requests of one client whose body is awaited
SMALL = 1 << 20  # bytes of a body that is taken in before the turn
RETRY_SECONDS = 5
ALWAYS = ("/healthz", "/readyz")

Environ = dict[str, Any]
Start = Callable[..., Any]
Noted = Callable[[Environ, float, float], None]


class TurnedAway(Exception):
    """No turn was to be had in time."""


class Turns:
    """The application, behind a door that lets so many in at a time."""

    def __init__(
        self, application: Any, at_once: int, *, leaving: Callable[[], bool] = lambda: False, noted: Noted | None = None
    ) -> None:
        """`noted` is told of each request that got no turn, with the second it came and how long it waited."""
        self.application, self.leaving, self.noted = application, leaving, noted
        self.free, self.large = BoundedSemaphore(at_once), BoundedSemaphore(max(1, at_once // 2))
        self.lock = Lock()
        self.waiting = 0
        self.sending: Counter[str] = Counter()

    @keeps("D9")
    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """A WSGI application."""
        if self.leaving():
            start = _last_answer(environ, start)
        if environ.get("PATH_INFO") in ALWAYS:
            return _whole(self.application(environ, start))
        at, began = time.time(), time.perf_counter()
        try:
            with self._sent(environ):
                done = self._turn(large=_length(environ) > SMALL)
        except TurnedAway:
            if self.noted is not None:
                self.noted(environ, at, (time.perf_counter() - began) * 1000)
            return turned_away(environ, start)
        try:
            answer = self.application(environ, start)
            if getattr(answer, "streaming", True):
                return _Later(answer, done)
            whole = _whole(answer)
        except BaseException:
            done()
            raise
        done()
        return whole

    def _turn(self, *, large: bool) -> Callable[[], None]:
        """Wait for a turn; returns what gives it back. Raises TurnedAway. What sends much has half of them at most."""
        if large:
            return self._large_turn()
        if not self.free.acquire(blocking=False):
            with self.lock:
                if self.waiting >= WAITING:
                    raise TurnedAway
                self.waiting += 1
            try:
                if not self.free.acquire(timeout=PATIENCE):
                    raise TurnedAway
            finally:
                with self.lock:
                    self.waiting -= 1
        return self.free.release

    def _large_turn(self) -> Callable[[], None]:
        if not self.large.acquire(blocking=False):
            raise TurnedAway
        try:
            done = self._turn(large=False)
        except TurnedAway:
            self.large.release()
            raise

        def both() -> None:
            done()
            self.large.release()

        return both

    @contextmanager
    def _sent(self, environ: Environ) -> Iterator[None]:
        """The body of the request has come, where it has one of a usual size. Raises TurnedAway."""
        length = _length(environ)
        if not length:
            yield
            return
        client = str(environ.get("REMOTE_ADDR", ""))
        with self.lock:
            if self.sending[client] >= READING or self.sending.total() >= SENDERS:
                raise TurnedAway
            self.sending[client] += 1
        try:
            if length <= SMALL:
                environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(length))
            yield
        finally:
            with self.lock:
                self.sending[client] -= 1
                if not self.sending[client]:
                    del self.sending[client]


class _Later:
    """An answer that is told in runs: its turn ends with the last of them."""

    def __init__(self, answer: Any, done: Callable[[], None]) -> None:
        self.answer, self.done, self.over = answer, done, False

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self.answer
        finally:
            self.close()

    def close(self) -> None:
        """No more of it."""
        if self.over:
            return
        self.over = True
        try:
            if hasattr(self.answer, "close"):
                self.answer.close()
        finally:
            self.done()


def _whole(answer: Any) -> list[bytes]:
    """An answer as it is, in one."""
    try:
        return [b"".join(answer)]
    finally:
        if hasattr(answer, "close"):
            answer.close()


def _length(environ: Environ) -> int:
    """The bytes that the client says it sends; one that does not say sends more than a usual body."""
    if environ.get("HTTP_TRANSFER_ENCODING"):
        return SMALL + 1
    text = str(environ.get("CONTENT_LENGTH") or "")
    return int(text) if text.isdecimal() else 0


def _last_answer(environ: Environ, start: Start) -> Start:
    """Says that the line ends with this answer: the next request opens one to whoever takes over."""
    if not str(environ.get("SERVER_PROTOCOL", "")).startswith("HTTP/1"):
        return start

    def said(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        return start(status, [*headers, ("Connection", "close")], exc_info)

    return said


def turned_away(environ: Environ, start: Start) -> list[bytes]:
    """503, and when to come back: nothing was begun."""
    language = "cs" if str(environ.get("HTTP_ACCEPT_LANGUAGE", "")).startswith("cs") else "en"
    with translation.override(language):
        sentence = _("Too many people ask at once. Nothing was changed. Ask again in a moment.")
    kind, body = "text/plain; charset=utf-8", f"{sentence}\n"
    if str(environ.get("PATH_INFO", "")).startswith("/api/"):
        told = {"type": "ServiceUnavailable", "message": sentence, "translatedMessage": sentence, "status": 503}
        kind, body = "application/json", json.dumps(told)
    content = body.encode()
    headers = [
        ("Content-Type", kind), ("Content-Length", str(len(content))), ("Retry-After", str(RETRY_SECONDS)),
        ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", "default-src 'none'"),
    ]  # fmt: skip
    start("503 Service Unavailable", headers)
    return [content]
