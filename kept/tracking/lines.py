"""A line as it waits to be written: taken from a request by an allow-list, made of the register's fields alone (C7)."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from ipaddress import ip_address
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.conf import settings

from kept.identity.devices import Kind, kind_of
from kept.policy.keeps import keeps
from kept.policy.register import REGISTER
from kept.tracking.sizes import bytes_class

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER = "other"
NO_TURN = "no turn"  # in the place of a route
DECLARED = tuple(field.name for field in REGISTER.request_log)


class Waiting(NamedTuple):
    """What a request leaves in memory for a moment. The browser's own words go no further than this."""

    at: float
    ip: str
    method: str
    route: str
    status: int
    duration_ms: float
    queries: int
    size: int
    instance_id: int
    user_id: int | None
    browser: str  # as it was sent
    screen: str
    request_id: UUID
    failure: str


class Line(NamedTuple):
    """The fields of the register, in its order."""

    at: datetime
    ip: str | None
    method: str
    route: str
    status: int
    satisfied: bool
    duration_ms: float
    queries: int
    bytes: int
    instance: int | None
    user: int | None
    device: str
    request_id: UUID
    failure: str


@keeps("C7")
def line_of(one: Waiting, kind: Kind) -> Line:
    """The line of a request whose kind of device is known."""
    return Line(
        at=datetime.fromtimestamp(one.at, UTC),
        ip=address_of(one.ip),
        method=one.method,
        route=one.route,
        status=one.status,
        satisfied=one.status < 400,
        duration_ms=round(one.duration_ms, 1),
        queries=one.queries,
        bytes=bytes_class(one.size),
        instance=one.instance_id or None,
        user=one.user_id,
        device=str(kind),
        request_id=one.request_id,
        failure=one.failure,
    )


@lru_cache(4096)
def address_of(told: str) -> str | None:
    """An address as the database takes it; none for what is none."""
    try:
        return str(ip_address(told.partition("%")[0]))
    except ValueError:
        return None


def taken(request: Any, response: Any, at: float, duration_ms: float, queries: int, failure: str) -> Waiting:
    """What is taken from a request and its answer: never a path, a query, a body, a header but the browser's kind."""
    passage = getattr(request, "access", None)
    method = request.method
    return Waiting(
        at, request.META.get("REMOTE_ADDR", ""), method if method in METHODS else OTHER, route_of(request),
        response.status_code, duration_ms, queries, size_of(response), passage.instance_id if passage else 0,
        passage.user_id if passage else None, request.META.get("HTTP_USER_AGENT", "")[:400], screen_of(request),
        passage.request_id if passage else uuid4(), failure,
    )  # fmt: skip


def turned_away(environ: Any, at: float, duration_ms: float, status: int) -> Waiting:
    """The same of a request that got no turn: nobody asked which page it wanted, or who it was."""
    method = environ.get("REQUEST_METHOD", "")
    return Waiting(
        at, str(environ.get("REMOTE_ADDR", "")), method if method in METHODS else OTHER, NO_TURN, status, duration_ms, 0,
        0, 0, None, str(environ.get("HTTP_USER_AGENT", ""))[:400], "", uuid4(), "",
    )  # fmt: skip


def route_of(request: Any) -> str:
    """The name that the program has for what was asked; what it has none for is nowhere."""
    match = request.resolver_match
    if match is not None:
        operation = getattr(match.func, "operations", {}).get(request.method)  # of the API, where a path has several
        return f"api:{operation.id}" if operation else str(match.view_name or match.route)
    return "static" if request.path_info.startswith(settings.STATIC_URL) else "nowhere"


def size_of(response: Any) -> int:
    """Bytes of an answer; 0 of one that streams."""
    if response.streaming:
        return int(response.headers.get("Content-Length") or 0)
    return len(response.content)


def screen_of(request: Any) -> str:
    """The class of screen that the session knows of, where the session was opened anyhow."""
    session = getattr(request, "session", None)
    return str(getattr(session, "_session_cache", {}).get("screen", "")) if session is not None else ""


__all__ = ["DECLARED", "Line", "Waiting", "kind_of", "line_of", "taken"]
