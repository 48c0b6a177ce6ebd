"""Letterbox: a folder of letters. In development it is where mail lands; else, where it waits for the mail server."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kept.outside.letter import Letter
from kept.outside.places import data_folder

DAYS = 7
NAME = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Letterbox:
    """Letters in files that only we may read; older ones than a week are gone."""

    name: str

    @property
    def folder(self) -> Path:
        """Where the letters lie."""
        return data_folder() / "mail" / self.name

    def put(self, letter: Letter) -> None:
        """Keep a letter: it is on the disk on return."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.age_out()
        unfinished = self.folder / f".{letter.id}"
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(letter.as_json())
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(self._file(letter.id))

    def letters(self) -> Iterator[Letter]:
        """The letters, the latest first."""
        files = sorted(self._files(), key=lambda file: file.stat().st_mtime_ns, reverse=True)
        return (Letter.from_json(file.read_text(encoding="utf-8")) for file in files)

    def letter(self, id: str) -> Letter | None:
        """One letter."""
        if not NAME.fullmatch(id) or not self._file(id).exists():
            return None
        return Letter.from_json(self._file(id).read_text(encoding="utf-8"))

    def drop(self, id: str) -> None:
        """Remove a letter."""
        self._file(id).unlink(missing_ok=True)

    def age_out(self) -> int:
        """Remove the letters of more than a week. Returns how many."""
        limit = time.time() - DAYS * 86400
        old = [file for file in self._files() if file.stat().st_mtime < limit]
        for file in old:
            file.unlink(missing_ok=True)
        return len(old)

    def _files(self) -> list[Path]:
        return [path for path in self.folder.glob("*.json") if NAME.fullmatch(path.stem)]

    def _file(self, id: str) -> Path:
        return self.folder / f"{id}.json"


SHOWN = Letterbox("shown")  # development: read at /dev/mail/
WAITING = Letterbox("waiting")  # the mail server was away
