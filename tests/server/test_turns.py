"""Turns: who may not be answered now is told when to come back, and nobody keeps the others waiting (QUALITY D-3)."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from kept.server import turns
from kept.server.options import WAITING
from kept.server.turns import READING, Turns


class Answers:
    """An application that answers when it is let to."""

    def __init__(self) -> None:
        self.go, self.inside, self.most = threading.Event(), 0, 0
        self.lock, self.bodies = threading.Lock(), list[bytes]()

    def __call__(self, environ: dict[str, Any], start: Any) -> list[bytes]:
        with self.lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        if environ["PATH_INFO"] != "/healthz":
            self.go.wait(10)
        self.bodies.append(environ["wsgi.input"].read())
        with self.lock:
            self.inside -= 1
        start("200 OK", [])
        return _NoStream([b"yes"])


class _NoStream(list[bytes]):
    streaming = False


class Never(io.RawIOBase):
    """A body that does not come."""

    def __init__(self) -> None:
        self.end = threading.Event()

    def read(self, size: int = -1) -> bytes:
        self.end.wait(10)
        return b""


def ask(door: Turns, path: str = "/", **more: Any) -> tuple[str, dict[str, str], bytes]:
    said: list[Any] = []
    environ = {
        "PATH_INFO": path,
        "REMOTE_ADDR": "192.0.2.1",
        "wsgi.input": io.BytesIO(b""),
        "SERVER_PROTOCOL": "HTTP/1.1",
    }
    body = b"".join(door({**environ, **more}, lambda status, headers, exc_info=None: said.append((status, headers))))
    return said[0][0], dict(said[0][1]), body


@pytest.fixture
def answers() -> Iterator[Answers]:
    made = Answers()
    yield made
    made.go.set()


def crowd(door: Turns, number: int, **more: Any) -> tuple[list[threading.Thread], list[str]]:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(ask(door, **more)[0])) for _n in range(number)]
    for thread in threads:
        thread.start()
    return threads, found


@pytest.mark.promise("D9")
def test_so_many_are_answered_at_a_time_and_those_who_wait_get_their_turn(answers: Answers) -> None:
    door = Turns(answers, 2)
    threads, found = crowd(door, 12)
    answers.go.set()
    for thread in threads:
        thread.join()
    assert found == ["200 OK"] * 12
    assert answers.most <= 2


@pytest.mark.promise("D9")
def test_one_too_many_is_told_at_once_when_to_come_back_and_health_is_answered_all_the_same(answers: Answers) -> None:
    door = Turns(answers, 2)
    threads, found = crowd(door, 2 + WAITING)
    while door.waiting < WAITING:
        pass
    status, headers, body = ask(door, "/api/v2/person/")
    assert status.startswith("503") and headers["Retry-After"] and b"ServiceUnavailable" in body
    assert ask(door, "/healthz")[0] == "200 OK"
    answers.go.set()
    for thread in threads:
        thread.join()
    assert set(found) == {"200 OK"}


@pytest.mark.promise("D9")
def test_who_waits_too_long_is_told_when_to_come_back(answers: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    door = Turns(answers, 1)
    threads, _found = crowd(door, 1)
    while not answers.inside:
        pass
    status, headers, body = ask(door, HTTP_ACCEPT_LANGUAGE="en")
    assert status.startswith("503") and headers["Retry-After"] == "5" and b"in a moment" in body
    answers.go.set()
    threads[0].join()


@pytest.mark.promise("D9")
def test_bodies_that_do_not_come_take_no_turn_and_one_client_may_not_begin_more_of_them(answers: Answers) -> None:
    door, slow = Turns(answers, 1), Never()
    answers.go.set()
    threads, found = crowd(door, READING, CONTENT_LENGTH="5", **{"wsgi.input": slow})
    while door.sending.total() < READING:
        pass
    assert ask(door)[0] == "200 OK"
    assert ask(door, CONTENT_LENGTH="5")[0].startswith("503")
    assert ask(door, CONTENT_LENGTH="2", REMOTE_ADDR="192.0.2.2", **{"wsgi.input": io.BytesIO(b"hi")})[0] == "200 OK"
    assert answers.bodies[-1] == b"hi"
    slow.end.set()
    for thread in threads:
        thread.join()
    assert set(found) == {"200 OK"} and not door.sending


@pytest.mark.promise("D9")
def test_large_bodies_have_half_of_the_turns_at_most(answers: Answers) -> None:
    door = Turns(answers, 2)
    large = {"CONTENT_LENGTH": str(10**8)}
    threads, _found = crowd(door, 1, **large)
    while not answers.inside:
        pass
    assert ask(door, **large)[0].startswith("503")
    answers.go.set()
    assert ask(door)[0] == "200 OK"
    threads[0].join()
    assert ask(door, **large)[0] == "200 OK"


@pytest.mark.promise("D9")
def test_a_stream_keeps_its_turn_until_its_end_and_gives_it_back_also_when_it_breaks(answers: Answers) -> None:
    class Stream:
        streaming = True

        def __iter__(self) -> Iterator[bytes]:
            yield b"a"
            raise ConnectionError

    door = Turns(lambda environ, start: Stream(), 1)
    answer = iter(door({"PATH_INFO": "/"}, lambda *_: None))
    assert next(answer) == b"a"
    assert not door.free.acquire(blocking=False)
    with pytest.raises(ConnectionError):
        next(answer)
    assert door.free.acquire(blocking=False)


@pytest.mark.promise("D9")
def test_who_is_about_to_end_says_on_each_answer_that_it_is_the_last_of_its_line(answers: Answers) -> None:
    answers.go.set()
    assert ask(Turns(answers, 1, leaving=lambda: True))[1]["Connection"] == "close"
    assert "Connection" not in ask(Turns(answers, 1))[1]
    assert "Connection" not in ask(Turns(answers, 1, leaving=lambda: True), SERVER_PROTOCOL="HTTP/2")[1]
