"""The ledger of erasures: outside the database, written first, free of personal data, replayed after any restore.

A file of lines, each chained to the one before by a keyed digest, so that a line changed, dropped or moved is seen.
It holds numbers of rows and keyed digests of addresses: who reads it learns nothing of anybody. The operator's root key
wraps the key of the digests, so that a new root changes none of them.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils import timezone

from kept.outside.keys import data_key
from kept.outside.places import data_folder
from kept.policy.keeps import keeps
from kept.policy.stores import Subject

ASKED, DONE = "asked", "done"
FIRST = "0" * 64


class Tampered(Exception):
    """The ledger is not as it was written; the message says at which line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: that an erasure was asked for, or that it is done; or that an instance ended."""

    n: int
    act: str
    number: str
    at: str
    instance_id: int | None
    keys: dict[str, list[Any]]
    emails: tuple[str, ...]
    stamps: dict[str, dict[str, str]]


def place() -> Path:
    """Where the ledger lies."""
    return data_folder() / "ledger" / "erasures.jsonl"


def digest(text: str) -> str:
    """A text as the ledger has it."""
    return hmac.new(data_key("ledger"), text.encode(), hashlib.sha256).hexdigest()


@keeps("R6")
def append(subject: Subject, number: str, *, act: str = ASKED, stamps: dict[str, dict[str, str]] | None = None) -> None:
    """Write a line; on return it is on the disk. `stamps` tell rows from others that get their numbers later.

    Raises Tampered rather than go on after a broken line, OSError from the disk: then nothing is erased."""
    body = {
        "act": act,
        "number": number,
        "at": timezone.now().isoformat(timespec="seconds"),
        "instance": subject.instance_id,
        "keys": {label: list(ids) for label, ids in subject.keys.items()} if act == ASKED else {},
        "emails": sorted(digest(email) for email in subject.emails) if act == ASKED else [],
        "stamps": (stamps or {}) if act != DONE else {},
    }
    path = place()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        content = file.read()
        n, before = _end(content)
        file.truncate(content.rfind(b"\n") + 1)  # a last line that a crash cut off was never written
        line = {"n": n + 1, **body, "before": before}
        line["mac"] = _mac(line)
        file.write(json.dumps(line, separators=(",", ":")).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
        _mark_end(path, n + 1, str(line["mac"]))


def lines() -> Iterator[Line]:
    """All lines, proven. Raises Tampered."""
    for line in _proven(place().read_bytes() if place().exists() else b""):
        yield Line(
            line["n"], line["act"], line["number"], line["at"], line["instance"], line["keys"], tuple(line["emails"]),
            line["stamps"],
        )  # fmt: skip


def open_numbers() -> list[str]:
    """The erasures that were asked for and are not done."""
    waiting: dict[str, None] = {}
    for line in lines():
        if line.act == ASKED:
            waiting[line.number] = None
        elif line.act == DONE:
            waiting.pop(line.number, None)
    return list(waiting)


def _end(content: bytes) -> tuple[int, str]:
    every = list(_proven(content))
    return (every[-1]["n"], every[-1]["mac"]) if every else (0, FIRST)


def _proven(content: bytes) -> Iterator[dict[str, Any]]:
    """The lines, each held against its digest and the one before. A last line cut off by a crash was never written."""
    before, n = FIRST, 0
    whole, _cut, _rest = content.rpartition(b"\n")
    for raw in whole.split(b"\n") if whole else ():
        n += 1
        try:
            line = json.loads(raw)
            right = line["n"] == n and line["before"] == before and hmac.compare_digest(line["mac"], _mac(line))
        except (ValueError, KeyError, TypeError):
            right = False
        if not right:
            raise Tampered(f"line {n} of {place()} is not as it was written")
        before = line["mac"]
        yield line
    told = _told_end()
    if told is not None and n < told:
        raise Tampered(f"{place()} has {n} lines, and had {told}")


def _mac(line: dict[str, Any]) -> str:
    body = {name: value for name, value in line.items() if name != "mac"}
    return digest(json.dumps(body, sort_keys=True, separators=(",", ":")))


def _mark_end(path: Path, n: int, mac: str) -> None:
    """How long the ledger is, beside it, so that a tail torn off is seen."""
    beside = path.with_suffix(".end")
    fresh = path.with_suffix(".end.new")
    fresh.write_text(json.dumps({"n": n, "mac": mac}))
    fresh.replace(beside)


def _told_end() -> int | None:
    beside = place().with_suffix(".end")
    try:
        return int(json.loads(beside.read_text())["n"])
    except (OSError, ValueError, KeyError):
        return None


def matching(digests: Iterable[str], emails: Iterable[str]) -> set[str]:
    """Which of these addresses have one of these digests."""
    wanted = set(digests)
    return {email for email in emails if digest(email) in wanted}
