"""A folder on another machine, reached by SFTP: its host key is known beforehand, or nothing is sent (D2).

What is put is written beside its place, read back and compared, and takes its place at once. A line that breaks is
taken up where it was."""

from __future__ import annotations

import contextlib
import hashlib
import posixpath
import stat
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import paramiko

from kept.outside import links
from kept.outside.storage.sftp_line import BROKEN, TRIES, Line, Machine
from kept.outside.storage.terms import RUN, Away, Missing, Stored, proper
from kept.policy.keeps import keeps

LAP = 8 << 20  # so much is kept at hand, to be sent again when the line breaks


@keeps("D1", "D2")
class Remote:
    """Puts, gets, lists and removes. Raises Away when the machine does not answer within its time, Denied when it does
    not let us in, Unproven when its host key is another."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self._line = Line(machine)

    def put(self, name: str, chunks: Iterable[bytes]) -> int:
        """Keep the bytes under a name; they are on the other disk on return. Returns how many there were."""
        path = self._path(name)
        folder, last = posixpath.split(path)
        part = posixpath.join(folder, f".{last}.part")
        self._folders(folder)
        size, digest = 0, hashlib.sha256()
        try:
            for lap in _laps(chunks):
                self._write(part, size, lap)
                size += len(lap)
                digest.update(lap)
            if not size:
                self._write(part, 0, b"")
            self._compare(part, size, digest.hexdigest())
            self._line.again(lambda: self._line.sftp().posix_rename(part, path))
        except BaseException:
            with contextlib.suppress(OSError):
                self._line.sftp().remove(part)
            raise
        return size

    def get(self, name: str) -> Iterator[bytes]:
        """The bytes of a name in runs. Raises Missing at once when there are none."""
        path = self._path(name)
        try:
            size = int(self._line.again(lambda: self._line.sftp().stat(path)).st_size or 0)
        except FileNotFoundError as absent:
            raise Missing(f"{name} is not on {self.machine.host}") from absent
        return self._runs(path, size)

    def there(self, prefix: str = "") -> list[Stored]:
        """What lies under names that begin so, by name. What was never finished is none of it."""
        base = prefix.rpartition("/")[0]
        found = [
            Stored(name, int(each.st_size or 0), datetime.fromtimestamp(each.st_mtime or 0, UTC))
            for name, each in self._walk(base)
            if name.startswith(prefix) and not posixpath.basename(name).startswith(".")
        ]
        return sorted(found, key=lambda each: each.name)

    def remove(self, name: str) -> None:
        """Remove what lies under a name, and folders that are empty by it."""
        path = self._path(name)
        with contextlib.suppress(FileNotFoundError):
            self._line.again(lambda: self._line.sftp().remove(path))
        folder = posixpath.dirname(path)
        while len(folder) > len(self.machine.folder):
            try:
                self._line.sftp().rmdir(folder)
            except OSError:
                break  # there is something in it
            folder = posixpath.dirname(folder)

    def tidy(self) -> int:
        """Remove what was never finished. Returns how much. Only while nobody puts anything."""
        left = [name for name, _each in self._walk("") if posixpath.basename(name).startswith(".")]
        for name in left:
            self._line.sftp().remove(posixpath.join(self.machine.folder, name))
        return len(left)

    def note_link(self, name: str) -> None:
        """Have it known how the line to the machine is protected."""
        links.note_words(name, "SSH-2.0", self._line.cipher())

    def _write(self, path: str, at: int, lap: bytes) -> None:
        def once() -> None:
            with self._line.sftp().open(path, "r+b" if at else "wb") as file:
                file.set_pipelined(True)
                file.seek(at)
                file.write(lap)
                file.set_pipelined(False)
                file.flush()
                _sure(file)
                if file.stat().st_size != at + len(lap):
                    raise Away(f"{self.machine.host} has not kept what was sent: is its disk full?")

        self._line.again(once)

    def _compare(self, path: str, size: int, digest: str) -> None:
        """Read it back: SFTP cannot ask the other side for a digest."""
        there = hashlib.sha256()
        for run in self._runs(path, size):
            there.update(run)
        if there.hexdigest() != digest:
            raise Away(f"{self.machine.host} holds something else than what was sent.")

    def _runs(self, path: str, size: int) -> Iterator[bytes]:
        at, tries = 0, 0
        while at < size:
            try:
                with self._line.sftp().open(path, "rb") as file:
                    file.seek(at)
                    file.prefetch(size)
                    while run := file.read(RUN):
                        at += len(run)
                        yield run
                if at < size:
                    raise Away(f"{self.machine.host} has less of {posixpath.basename(path)} than it said.")
            except BROKEN as broken:
                tries += 1
                self._line.hang_up()
                if tries >= TRIES:
                    raise Away(f"{self.machine.host} breaks off again and again.") from broken

    def _walk(self, base: str) -> Iterator[tuple[str, paramiko.SFTPAttributes]]:
        try:
            entries = self._line.again(
                lambda: self._line.sftp().listdir_attr(posixpath.join(self.machine.folder, base))
            )
        except FileNotFoundError:
            return
        for each in entries:
            name = f"{base}/{each.filename}" if base else each.filename
            if stat.S_ISDIR(each.st_mode or 0):
                yield from self._walk(name)
            else:
                yield name, each

    def _folders(self, folder: str) -> None:
        def once() -> None:
            try:
                self._line.sftp().stat(folder)
            except FileNotFoundError:
                self._folders(posixpath.dirname(folder))
                with contextlib.suppress(
                    OSError
                ):  # somebody else made it in the same moment, or the next step says why
                    self._line.sftp().mkdir(folder, 0o700)

        self._line.again(once)

    def _path(self, name: str) -> str:
        return posixpath.join(self.machine.folder, proper(name))


def _laps(chunks: Iterable[bytes]) -> Iterator[bytes]:
    waiting = bytearray()
    for chunk in chunks:
        waiting += chunk
        while len(waiting) >= LAP:
            yield bytes(waiting[:LAP])
            del waiting[:LAP]
    if waiting:
        yield bytes(waiting)


def _sure(file: paramiko.SFTPFile) -> None:
    """Have the other side write it to its disk, where it knows how (OpenSSH does)."""
    with contextlib.suppress(OSError):
        file.sftp._request(paramiko.sftp.CMD_EXTENDED, "fsync@openssh.com", file.handle)
