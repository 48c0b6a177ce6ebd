"""The store of logs on the disk: lines of the server's logs in which an address stands are blotted out where they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from kept.outside.places import data_folder
from kept.policy.keeps import keeps
from kept.policy.stores import Finding, Piece, Subject, Verdict, store

INK = b"x"
FOLDERS = ("postgres/log", "log", "logs")


@keeps("R6")
@store
class ServerLogs:
    """Logs in files. The database's own is set to tell no values and goes round within a week; here all are read.

    A file may be open for writing, so a word is written over by as many letters, and nothing moves."""

    name = "server logs"
    turn = 80

    def find(self, subject: Subject) -> Iterator[Finding]:
        """The files in which an address of the person stands."""
        count = sum(len(places) for _path, places in self._places(subject))
        if count:
            yield Finding(self.name, "log", "line of a log", "C7", count)

    def export(self, subject: Subject) -> Iterator[Piece]:
        """The lines."""
        lines = [line for path, _places in self._places(subject) for line in _lines(path, subject)]
        if lines:
            yield Piece("logs.txt", "text/plain", [b"\n".join(lines)])

    def restrict(self, subject: Subject, *, locked: bool) -> None:
        """A log is read when something broke, and for nothing else."""

    def erase(self, subject: Subject) -> int:
        """Blot the addresses out."""
        gone = 0
        for path, places in self._places(subject):
            with path.open("r+b") as file:
                for start, end in places:
                    file.seek(start)
                    file.write(INK * (end - start))
            gone += len(places)
        return gone

    def verify(self, subject: Subject) -> Verdict:
        """No address left."""
        return Verdict(self.name, tuple(self.find(subject)))

    def _places(self, subject: Subject) -> Iterator[tuple[Path, list[tuple[int, int]]]]:
        """The files with the places in them."""
        pattern = _pattern(subject)
        if pattern is None:
            return
        for path in logs():
            with suppress(
                PermissionError, FileNotFoundError
            ):  # the database's own, of another user: it tells no values
                found = [match.span() for match in pattern.finditer(path.read_bytes())]
                if found:
                    yield path, found


def logs() -> list[Path]:
    """All log files below the data folder."""
    return sorted(path for folder in FOLDERS for path in (data_folder() / folder).glob("*.log*") if path.is_file())


def _pattern(subject: Subject) -> re.Pattern[bytes] | None:
    words = [re.escape(email.encode()) for email in sorted(subject.emails)]
    return re.compile(b"|".join(words), re.IGNORECASE) if words else None


def _lines(path: Path, subject: Subject) -> list[bytes]:
    pattern = _pattern(subject)
    return [line for line in path.read_bytes().splitlines() if pattern and pattern.search(line)]
