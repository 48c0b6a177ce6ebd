"""Planting: requests with names, addresses and passwords in every part, and the places in which none of them may be."""

from __future__ import annotations

import json
import logging
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from kept.tracking.telling import Told

MARK = "zq"  # every planted word carries it, with ten letters behind
PAGES = (
    "/", "/privacy", "/trust", "/sign-in/", "/sign-up/", "/contact/", "/newsletter/", "/your-data/", "/profile/",
    "/profile/sessions/", "/ours/", "/ours/contacts/", "/ours/contacts/new/", "/ours/companies/new/", "/ours/search/",
    "/ours/palette/", "/ours/tasks/", "/language/", "/reports/csp", "/static/nothing.css", "/operator/", "/ours/imports/",
    "/api/v2/person/", "/api/v2/company/", "/api/v2/nothing/", "/api/nothing/",
)  # fmt: skip
FIELDS = (
    "email", "login", "password", "password1", "first_name", "last_name", "q", "next", "name", "phone", "initials", "message",
    "text", "f", "sort", "id", "ids", "token", "code", "file", "instance_name", "contactInfo.email", "lastName",
)  # fmt: skip
METHODS = ("GET", "GET", "POST", "POST", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
HEADERS = (
    "User-Agent", "Referer", "Accept-Language", "X-Forwarded-For", "X-Request-Id", "X-Instance-Name", "HX-Target",
    "HX-Current-URL", "Origin", "Authorization", "Content-Language", "If-None-Match", "Range", "X-HTTP-Method-Override",
)  # fmt: skip


def word(random: Random) -> str:
    """A name, an address of e-mail or a password that exists nowhere else."""
    letters = "".join(random.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(10))
    token = f"{MARK}{letters}"
    return random.choice(
        (
            f"Jana {token}ová",
            f"{token}@planted.example",
            f"P4ss-{token}!",
            token,
            f"{token}Bot/1.0",
            f"+420 777 {token}",
        )
    )


def sent(random: Random, client: Any) -> tuple[str, Any]:
    """One request with planted words in each of its parts. Returns what was asked, and the answer."""
    path = random.choice(PAGES)
    if random.random() < 0.4:
        path += f"{quote(word(random))}/"
    query = "&".join(f"{random.choice(FIELDS)}={quote(word(random))}" for _ in range(random.randint(0, 2)))
    headers = {name: ascii_(word(random)) for name in random.sample(HEADERS, 4)}
    if random.random() < 0.3:
        headers["Authorization"] = "Basic " + b64encode(f"{word(random)}:{word(random)}".encode()).decode()
    client.cookies["kept_theme"] = ascii_(word(random))
    method = (
        "".join(c for c in word(random).upper() if c.isalpha() and c.isascii())
        if random.random() < 0.05
        else random.choice(METHODS)
    )
    body, kind = content(random, path)
    answer = client.generic(method, f"{path}?{query}", body, content_type=kind, headers=headers, secure=False)
    own = headers.get("Referer", "")  # where it comes from, the browser knows too; so does a form what it calls `next`
    return f"{method} {path}?{query} {own}", answer


def content(random: Random, path: str) -> tuple[bytes, str]:
    """A body of some kind, with planted words for its values, its names and the names of its files."""
    from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

    values: dict[str, Any] = {
        random.choice([name for name in FIELDS if name != "next"]): word(random) for _ in range(3)
    } | {word(random): word(random)}
    turn = random.random()
    if path.startswith("/api/") or turn < 0.25:
        whole = json.dumps(values).encode()
        return (whole[: random.randint(1, len(whole))] if turn < 0.1 else whole), "application/json"
    if path == "/reports/csp":
        report = {
            "effective-directive": word(random),
            "blocked-uri": f"mailto:{word(random)}",
            "script-sample": word(random),
        }
        return json.dumps({"csp-report": report}).encode(), "application/csp-report"
    values["file"] = SimpleUploadedFile(f"{word(random)}.csv", word(random).encode())
    return encode_multipart(BOUNDARY, values), MULTIPART_CONTENT


def ascii_(text: str) -> str:
    """As a header carries it."""
    return text.encode("ascii", "ignore").decode()


@contextmanager
def listening() -> Iterator[list[str]]:
    """All that the program would say on its standard error meanwhile, every level of it."""
    said: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(Told().format(record))

    ear, root = Ear(), logging.getLogger()
    before = root.level
    root.addHandler(ear)
    root.setLevel("INFO")
    yield said
    root.removeHandler(ear)
    root.setLevel(before)


NOTED = (
    "tracking_requestline",
    "tracking_device",
    "tracking_fault",
    "tracking_tally",
    "audit_entry",
    "procrastinate_jobs",
)


def found(said: list[str], logs_before: dict[Path, int]) -> dict[str, list[str]]:
    """Place to the lines in which a planted word stands."""
    places: dict[str, list[str]] = {"standard error": said}
    with connection.cursor() as cursor:
        for table in NOTED:
            cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t")  # noqa: S608
            places[table] = [row for (row,) in cursor.fetchall()]
    places["database log"] = [
        line for path, size in database_logs().items() for line in _after(path, logs_before.get(path, 0)).splitlines()
    ]
    return {place: [line for line in lines if MARK in line] for place, lines in places.items()}


def database_logs() -> dict[Path, int]:
    """The files that the database writes, with their sizes."""
    return {path: path.stat().st_size for path in (Path(settings.DATA_DIR) / "postgres").rglob("*.log")}


def _after(path: Path, start: int) -> str:
    with path.open("rb") as file:
        file.seek(start)
        return file.read().decode("utf-8", "replace")
