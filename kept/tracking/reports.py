"""Reports of browsers: what the content security policy kept off our pages (D9). Counted by directive and host alone.

A report quotes addresses of pages, pieces of scripts, what follows a question mark. Nothing of it is kept: of each there
remain one of our own directives, and the last two labels of the host that was shut out.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from kept.policy.doors import PUBLIC, allow
from kept.policy.keeps import keeps
from kept.tracking.keeper import keeper
from kept.web.csp import DIRECTIVES

LARGEST = 16 * 1024  # bytes of what is sent at once
MOST = 20  # reports at once
A_MINUTE = 30  # times that one address may send
HOSTS = 200  # different ones that a process counts a day; the rest are "other"
KINDS = ("application/csp-report", "application/reports+json", "application/json")
WORDS = ("inline", "eval", "data", "blob", "self", "wasm-eval", "trusted-types-policy", "trusted-types-sink")
LABEL = re.compile(r"[a-z0-9-]{1,63}")
OTHER = "other"

_tries: dict[str, int] = {}
_minute = [0]
_hosts: set[str] = set()
_day = [0]
_lock = threading.Lock()


@allow(PUBLIC)
@csrf_exempt
@require_POST
@keeps("D9")
def report(request: HttpRequest) -> HttpResponse:
    """Take a report. Whatever is in it, the answer tells nothing; too many or too large ones are not read."""
    if not may_send(str(request.META.get("REMOTE_ADDR", ""))):
        return HttpResponse(status=429, headers={"Retry-After": "60"})
    length = request.headers.get("Content-Length", "")
    if (request.content_type or "") not in KINDS or not length.isdecimal() or int(length) > LARGEST:
        return HttpResponse(status=413 if length.isdecimal() and int(length) > LARGEST else 400)
    for directive, host in told(request.read(LARGEST)):
        keeper.note_count("csp", directive, host)
    return HttpResponse(status=204)


def told(body: bytes) -> Iterator[tuple[str, str]]:
    """(directive, host) of each report in a body, in either of the two forms that browsers send."""
    try:
        found: Any = json.loads(body)
    except (ValueError, RecursionError):
        return
    for one in (found if isinstance(found, list) else [found])[:MOST]:
        inner = one.get("body", one.get("csp-report")) if isinstance(one, dict) else None
        if not isinstance(inner, dict):
            continue
        directive = (
            inner.get("effectiveDirective") or inner.get("effective-directive") or inner.get("violated-directive")
        )
        blocked = inner.get("blockedURL", inner.get("blocked-uri"))
        if isinstance(directive, str) and isinstance(blocked, str):
            yield _directive(directive), _counted(host_of(blocked))


def _directive(said: str) -> str:
    name = said.split(" ", maxsplit=1)[0].removesuffix("-elem").removesuffix("-attr")
    return name if name in DIRECTIVES else OTHER


def host_of(blocked: str) -> str:
    """The registered part of a host, or the word that stands for what has none. Never a path, never a name before it."""
    if blocked in WORDS:
        return blocked
    try:
        parts = urlsplit(blocked[:2000])
        labels = (parts.hostname or "").split(".")
    except ValueError:
        return OTHER
    if not parts.hostname:
        return parts.scheme if parts.scheme in WORDS else OTHER
    if all(label.isdecimal() for label in labels) or ":" in parts.hostname:
        return "an address without a name"
    last = labels[-2:]
    return ".".join(last) if all(LABEL.fullmatch(label) for label in last) else OTHER


def may_send(ip: str) -> bool:
    """Whether an address may send one more report in this minute."""
    with _lock:
        if _minute[0] != (now := int(time.monotonic() // 60)):
            _minute[0] = now
            _tries.clear()
        _tries[ip] = _tries.get(ip, 0) + 1
        return _tries[ip] <= A_MINUTE


def _counted(host: str) -> str:
    with _lock:
        if _day[0] != (today := int(time.time() // 86_400)):
            _day[0] = today
            _hosts.clear()
        if host not in _hosts and len(_hosts) >= HOSTS:
            return OTHER
        _hosts.add(host)
        return host
