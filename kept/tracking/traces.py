"""Traces, if the operator names a collector: each answer as a span of OpenTelemetry, sent as OTLP over HTTP in JSON (C7).

A span has a short list of attributes (`ALLOWED`), filled from names that the program gives: the route, never the path;
no address, no number of a person or an instance, nothing that was typed. Numbers of traces are made here: what a caller
sends as such is not taken, for it might say anything. Spans leave through `outside`, to a recipient under contract (S1).
"""

from __future__ import annotations

import os
import random
import secrets
import threading
import time
from collections import deque
from typing import Any

import orjson
from django.conf import settings

from kept.outside import calling
from kept.policy.keeps import keeps
from kept.policy.recipients import NoRecipient
from kept.tracking.lines import METHODS, OTHER, route_of
from kept.web.timing import Took

ALLOWED = (
    "http.request.method", "http.route", "http.response.status_code", "error.type", "kept.queries",
)  # fmt: skip
SERVICE = [{"key": "service.name", "value": {"stringValue": "kept"}}]
SERVER, OK, ERROR = 2, 0, 2  # codes of the protocol
EVERY = 5.0  # seconds
MOST, AT_ONCE = 5_000, 500
_waiting: deque[dict[str, Any]] = deque(maxlen=MOST)
_starting = threading.Lock()
_threads: list[threading.Thread] = []


def configured() -> bool:
    """Whether the operator named a collector."""
    return bool(settings.TRACES["endpoint"])


def note(request: Any, response: Any, took: Took) -> None:
    """Have a span sent soon, of the share of answers that the operator wants to see."""
    if not configured() or random.random() >= settings.TRACES["share"]:  # noqa: S311  a sample, no secret
        return
    _waiting.append(span(request, response, took))
    if not _threads and os.environ.get("KEPT_SERVING"):
        _start()


@keeps("C7")
def span(request: Any, response: Any, took: Took) -> dict[str, Any]:
    """The span of an answer."""
    method = request.method if request.method in METHODS else OTHER
    route = route_of(request)
    told: dict[str, str | int] = {
        "http.request.method": method, "http.route": route, "http.response.status_code": response.status_code,
        "kept.queries": took.queries,
    }  # fmt: skip
    if took.failure:
        told["error.type"] = took.failure
    return {
        "traceId": secrets.token_hex(16),
        "spanId": secrets.token_hex(8),
        "name": f"{method} {route}",
        "kind": SERVER,
        "startTimeUnixNano": str(int(took.at * 1e9)),
        "endTimeUnixNano": str(int((took.at + took.seconds) * 1e9)),
        "attributes": [{"key": key, "value": _value(told[key])} for key in ALLOWED if key in told],
        "status": {"code": ERROR if response.status_code >= 500 else OK},
    }


def send() -> int:
    """Send what waits. What cannot be sent is let go: a trace is no record. Returns how many left."""
    sent = 0
    while _waiting:
        batch = [_waiting.popleft() for _ in range(min(AT_ONCE, len(_waiting)))]
        if _sent(batch):
            sent += len(batch)
    return sent


def _sent(batch: list[dict[str, Any]]) -> bool:
    known = settings.TRACES
    scope = {"scope": {"name": "kept"}, "spans": batch}
    body = orjson.dumps({"resourceSpans": [{"resource": {"attributes": SERVICE}, "scopeSpans": [scope]}]})
    headers = {"Content-Type": "application/json"}
    if known["token"]:
        headers["Authorization"] = f"Bearer {known['token']}"
    try:
        status = calling.post(
            known["endpoint"], body, recipient=known["recipient"], headers=headers, inside=known["inside"],
            authority=known["authority"],
        )  # fmt: skip
    except (OSError, calling.Forbidden, NoRecipient):
        return False
    return status < 300


def _value(told: str | int) -> dict[str, str]:
    return {"intValue": str(told)} if isinstance(told, int) else {"stringValue": told}


def _start() -> None:
    with _starting:
        if not _threads:
            _threads.append(threading.Thread(target=_work, name="traces", daemon=True))
            _threads[0].start()


def _work() -> None:
    while True:
        time.sleep(EVERY)
        send()
