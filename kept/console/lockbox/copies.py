"""The copy that an operation may work on: sealed with the operation's own key, in a folder that dies with it.

Key and copies lie in the data folder and nowhere else: not in the database, not in a backup. Without the operator's
root key the operation's key is noise, and without the operation's key so are the copies.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from kept.console.lockbox import hand
from kept.console.lockbox.models import Line
from kept.console.lockbox.objects import Fact
from kept.console.lockbox.operations import Case
from kept.console.lockbox.scope import COPY, MOST_ROWS
from kept.outside import sealed_bytes
from kept.outside.disk import sync
from kept.outside.places import data_folder
from kept.outside.sealing import opened, seal
from kept.policy.keeps import keeps
from kept.web.refused import Refused

NAMES = UUID("6f0c7b52-2f54-4b9e-8f5c-6d1a5f0a9a11")  # a copy's name comes from its kind
KEY = "key"


def folder(number: int) -> Path:
    """Where the key and the copies of an operation lie while it is open."""
    return data_folder() / "lockbox" / str(number)


@keeps("D8")
def take(case: Case, kind: str, by: int) -> int:
    """Take a copy of all agreed records of a kind, in place of an earlier one. Returns how many records it holds."""
    if COPY not in case.scope.acts:
        raise Refused(_("A copy was not agreed on."), promise="D8")
    rows = hand.rows(case, kind, by, most=MOST_ROWS)
    _thing, facts = hand.reached(case, kind)
    lines = (json.dumps(row, ensure_ascii=False, default=str).encode() + b"\n" for row in rows)
    _write(_place(case.pk, kind), b"".join(seal(_key(case.pk, make=True), case.row.instance_id, _name(kind), lines)))
    hand.tell(case, by, Line.COPIED, kind, facts, len(rows))
    return len(rows)


def there(case: Case, kind: str) -> bool:
    """Whether there is a copy of a kind."""
    return _place(case.pk, kind).exists()


@keeps("D8")
def rows(case: Case, kind: str, by: int) -> list[dict[str, Any]]:
    """What is in the copy. Refused when the operation is over, or there is none."""
    if not case.is_open:
        raise Refused(_("This operation is not open. Nobody can look in."), promise="D8")
    if not there(case, kind):
        raise Refused(_("There is no copy of these records."))
    found = [*_opened(case, kind)]
    _thing, facts = hand.reached(case, kind)
    hand.tell(case, by, Line.OPENED_COPY, kind, facts, len(found))
    return found


def _opened(case: Case, kind: str) -> Iterator[dict[str, Any]]:
    sealed = BytesIO(_place(case.pk, kind).read_bytes())
    plain = b"".join(opened(_key(case.pk), case.row.instance_id, _name(kind), sealed))
    return (json.loads(line) for line in plain.splitlines())


@keeps("D8")
def destroy(number: int) -> int:
    """Destroy the key of an operation, then its copies. Returns how many copies there were. May be asked again."""
    place = folder(number)
    if not place.exists():
        return 0
    key = place / KEY
    if key.exists():
        _overwrite(key)
    copies = sum(path.name != KEY for path in place.iterdir())
    shutil.rmtree(place)
    sync(place.parent)
    return copies


def left(number: int) -> int:
    """How many files of an operation are still there."""
    return sum(path.is_file() for path in folder(number).rglob("*"))


def lying() -> list[int]:
    """The operations of which something lies in the data folder."""
    parent = data_folder() / "lockbox"
    return sorted(int(path.name) for path in parent.iterdir() if path.name.isdecimal()) if parent.exists() else []


def _key(number: int, *, make: bool = False) -> bytes:
    path = folder(number) / KEY
    if make and not path.exists():
        _write(path, sealed_bytes.seal(os.urandom(32), f"lockbox {number}"))
    return sealed_bytes.unseal(path.read_bytes(), f"lockbox {number}")


def _name(kind: str) -> UUID:
    return uuid5(NAMES, kind)


def _place(number: int, kind: str) -> Path:
    return folder(number) / f"{_name(kind)}.sealed"


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync(path.parent)


def _overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(os.urandom(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())


def counted(
    rows: list[dict[str, Any]], facts: list[Fact], most: int = 10
) -> list[tuple[Fact, list[tuple[str, int]], int]]:
    """Of each field the values that stand in it most often, and how many are empty: an analysis of the copy."""
    found = []
    for fact in facts:
        values = Counter(str(row[fact.column]) for row in rows if row[fact.column] not in (None, ""))
        found.append((fact, values.most_common(most), len(rows) - sum(values.values())))
    return found
