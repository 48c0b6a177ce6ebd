"""The example of kept.toml names every setting that the program reads, so that nobody has to look for one in the code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

from kept.backup.places import DEFAULTS as BACKUP
from kept.outside.configuration import ALARMS, BOX, FILES, TRACES
from kept.outside.configuration import DEFAULTS as MAIL
from kept.outside.storage.named import BUCKET, MACHINE
from kept.server.options import DEFAULTS as SERVER

EXAMPLE = (Path(__file__).resolve().parents[2] / "kept.example.toml").read_text(encoding="utf-8")
READ: dict[str, Iterable[str]] = {
    "server": SERVER, "mail": MAIL, "desk": BOX, "alarms": ALARMS, "traces": TRACES, "files": FILES,
    "backup": BACKUP, "backup.s3": BUCKET, "backup.sftp": MACHINE,
}  # fmt: skip


def named() -> set[str]:
    """Every setting of the example, with its section, also those that are commented out."""
    found, section = set(), ""
    for line in EXAMPLE.splitlines():
        words = line.removeprefix("# ").strip()
        if head := re.match(r"\[+([\w.]+)\]+", words):
            section = head[1]
            found.add(section)
        elif name := re.match(r"(\w+) = ", words):
            found.add(f"{section}.{name[1]}")
    return found


def left_out(read: dict[str, Iterable[str]]) -> list[str]:
    """What is read and not named."""
    known = named()
    return [
        f"{section}.{name}" for section, names in read.items() for name in names if f"{section}.{name}" not in known
    ]


def test_every_setting_that_is_read_is_named() -> None:
    assert left_out(READ) == []


def test_a_setting_that_is_left_out_is_found() -> None:
    assert left_out({"mail": [*MAIL, "moon"]}) == ["mail.moon"]


def test_what_is_commented_out_can_be_taken_as_it_stands() -> None:
    for line in EXAMPLE.splitlines():
        if re.match(r"# \w+ = ", line):
            tomllib.loads(line.removeprefix("# "))
