"""Once: a write that carries an `Idempotency-Key` happens once, however often it is sent.

A client that did not hear the answer sends the same request with the same key again, and gets the answer of the first
time. Key, request and answer are kept for a day, in the transaction of the write itself: both are there, or neither.
A request that was refused changed nothing and is not kept. The same key with another request is refused.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError

from kept.api.operations import Caller
from kept.api.problems import bad
from kept.audit.prepared import ask, tell
from kept.policy.keeps import keeps

HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{1,200}")
WRITES = ("PUT", "POST", "DELETE", "PATCH")
DAYS = 1
# A second request of the same key waits here until the first has ended, well or badly.
TAKE = f"""
INSERT INTO api_once (name, request, status, answer, at) VALUES ($1, $2, 0, '', now())
ON CONFLICT (name) DO UPDATE SET request = excluded.request, status = 0, answer = '', at = now()
 WHERE api_once.at < now() - interval '{DAYS} days' RETURNING 1
"""  # noqa: S608
KNOWN = "SELECT request, status, answer FROM api_once WHERE name = $1"
KEEP = "UPDATE api_once SET status = $2, answer = $3 WHERE name = $1"
FORGET = f"DELETE FROM api_once WHERE at < now() - interval '{DAYS} days'"  # noqa: S608


@keeps("D9")
def once(request: HttpRequest, caller: Caller, act: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer of an act, or of the time when it was done before. Raises Problem for a key that is none, or another's."""
    key = request.headers.get(HEADER)
    if key is None or request.method not in WRITES:
        return act()
    if not KEY.fullmatch(key):
        raise bad(f"{HEADER} takes 1 to 200 visible ASCII characters")
    name, said = _digest(str(caller.instance_id), str(caller.key_id), key), _of(request)
    if not ask(TAKE, [name, said]):
        return _as_before(name, said)
    response = act()
    tell(KEEP, [name, response.status_code, response.content.decode()])
    return response


def _as_before(name: str, said: str) -> HttpResponse:
    found, status, answer = ask(KNOWN, [name])[0]
    if found != said:
        raise bad(f"This {HEADER} was used for another request")
    headers = {"Idempotency-Replayed": "true", "Content-Length": str(len(answer.encode()))}
    return HttpResponse(answer, status=status, content_type="application/json", headers=headers)


def _of(request: HttpRequest) -> str:
    """What the request was: method, address and body, as a digest."""
    files = request.content_type == "multipart/form-data"
    body = _files_of(request) if files else hashlib.sha256(request.body).hexdigest()
    return _digest(request.method or "", request.get_full_path(), body)


def _files_of(request: HttpRequest) -> str:
    """The files of a form: its boundary is another each time, and the whole may be too large to be held at once."""
    found = hashlib.sha256()
    try:
        for name in sorted(request.FILES):
            file: Any = request.FILES[name]
            found.update(f"{name}\0{file.name}\0{file.size}\0".encode())
            for run in file.chunks():
                found.update(run)
            file.seek(0)
    except (MultiPartParserError, SuspiciousOperation):
        return "no form"
    return found.hexdigest()


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def forget() -> int:
    """Remove what is older than a day. Returns how many there were."""
    return tell(FORGET, [])


def document() -> dict[str, Any]:
    """The header, as the document of the API says it of every write."""
    return {
        "name": HEADER, "in": "header", "required": False, "schema": {"type": "string", "maxLength": 200},
        "description": "The same key with the same request is done once; for a day it gets the answer of the first time",
    }  # fmt: skip
