"""The five operations that are compared, as requests to the API."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from bench.load import Request


@dataclass(frozen=True)
class Case:
    """One operation: how it is asked, by how many at once, and the bar in CPU ms (app and database)."""

    name: str
    request: Callable[[dict[str, Any]], Request]
    bar: float
    users: int = 8


def _http(known: dict[str, Any], method: str, path: str, number: int, body: Any = None) -> bytes:
    """Different connections use different keys: one key may have four calls open at once."""
    key = known["keys"][(number // 1_000_000) % len(known["keys"])]
    content = json.dumps(body).encode() if body is not None else b""
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
    return head.encode() + content


def _pick(found: list[Any], number: int) -> Any:
    return found[(number * 7919) % len(found)]


def listing(known: dict[str, Any]) -> Request:
    path = "/api/v2/person/?limit=50&sortColumn=lastName"
    return lambda n: _http(known, "GET", path, n)


def search(known: dict[str, Any]) -> Request:
    base = "/api/v2/person/?limit=50&sortColumn=lastName&fulltext="
    return lambda n: _http(known, "GET", base + quote(_pick(known["terms"], n)), n)


def record(known: dict[str, Any]) -> Request:
    return lambda n: _http(known, "GET", f"/api/v2/person/{_pick(known['contacts'], n)}/", n)


def create(known: dict[str, Any]) -> Request:
    def body(n: int) -> Any:
        info = {"email": f"made{n}@mail.example", "tel1": "+420 600 000 114"}
        return {"firstName": "Made", "lastName": f"Bench{n}", "contactInfo": info}

    return lambda n: _http(known, "PUT", "/api/v2/person/", n, body(n))


def update(known: dict[str, Any]) -> Request:
    def one(n: int) -> bytes:
        path = f"/api/v2/person/{_pick(known['contacts'], n)}/"
        return _http(
            known, "POST", path, n, {"contactInfo": {"tel1": f"+420 600 {n % 1000:03d} {n // 1000 % 1000:03d}"}}
        )

    return one


CASES = (
    Case("list of 50 by name", listing, 6.0),
    Case("search, 300 terms", search, 8.0),
    Case("one record", record, 5.0),
    Case("create", create, 5.0, users=4),
    Case("update one field", update, 4.0, users=4),
)
