"""Two archives, held against each other: every row, every file. What differs is told, whatever it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from kept.privacy.leaving.unpacking import Unpacking

OF_THE_MOMENT = ("log/", "earlier/")  # each archive has the log of its own place; what came along is compared apart
SETTINGS_OF_THE_PLACE = ("name", "slug")
PAGES = ("README.html", "CTI-ME.html")
MOST = 1000


def differences(one: tuple[Path, str], other: tuple[Path, str]) -> list[str]:
    """What differs between two archives, in sentences; nothing when the second says all that the first does."""
    left, right = Unpacking(*one), Unpacking(*other)
    try:
        found = _all(left, right)
        return [said for said, _n in zip(found, range(MOST), strict=False)]
    finally:
        left.close()
        right.close()


def _all(left: Unpacking, right: Unpacking) -> Iterator[str]:
    here, there = _compared(left), _compared(right)
    for name in sorted(here ^ there):
        yield f"{name} is in one of them only"
    for name in sorted(here & there):
        if name.endswith(".jsonl"):
            yield from _rows(name, left, right)
        elif name == "instance.json":
            yield from _settings(left, right)
        elif left.members[name]["sha256"] != right.members[name]["sha256"]:
            yield f"{name} is another"
    yield from _log(left, right)


def _compared(archive: Unpacking) -> set[str]:
    return {name for name in archive.members if not name.startswith(OF_THE_MOMENT) and name not in PAGES}


def _rows(name: str, left: Unpacking, right: Unpacking) -> Iterator[str]:
    """Both stand in the order of their numbers."""
    with left.member(name) as one, right.member(name) as other:
        mine, theirs = _parsed(one.lines()), _parsed(other.lines())
        a, b = next(mine, None), next(theirs, None)
        while a is not None or b is not None:
            if b is None or (a is not None and a["id"] < b["id"]):
                yield f"{name}: row {a['id']} is in the first only"  # type: ignore[index]
                a = next(mine, None)
            elif a is None or b["id"] < a["id"]:
                yield f"{name}: row {b['id']} is in the second only"
                b = next(theirs, None)
            else:
                columns = sorted(key for key in a.keys() | b.keys() if a.get(key) != b.get(key))
                if columns:
                    yield f"{name}: row {a['id']} differs in {', '.join(columns)}"
                a, b = next(mine, None), next(theirs, None)


def _parsed(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    return (orjson.loads(line) for line in lines)


def _settings(left: Unpacking, right: Unpacking) -> Iterator[str]:
    said = []
    for archive in (left, right):
        with archive.member("instance.json") as member:
            said.append(orjson.loads(member.read(1 << 20)))
    for name in sorted(said[0].keys() | said[1].keys()):
        if name not in SETTINGS_OF_THE_PLACE and said[0].get(name) != said[1].get(name):
            yield f"instance.json: {name} differs"


def _log(left: Unpacking, right: Unpacking) -> Iterator[str]:
    """The log of the first came along into the second, as it was."""
    came = {each["sha256"] for name, each in right.members.items() if name.startswith(OF_THE_MOMENT)}
    for name, each in left.members.items():
        if name.startswith(OF_THE_MOMENT) and name.endswith(".jsonl") and each["sha256"] not in came:
            yield f"{name} did not come along"
