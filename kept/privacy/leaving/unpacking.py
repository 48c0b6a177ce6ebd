"""An archive that comes from elsewhere: nothing in it is believed before it was looked at.

Its directory is measured before it is read, its names before they are used, and of no member is more read than the
manifest says; the hash of each is compared at its end.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyzipper  # type: ignore[import-untyped]
from django.utils.translation import gettext as _

from kept.privacy.leaving.packing import FORMAT, MANIFEST, VERSION
from kept.privacy.leaving.trouble import Refused

TAIL = 65_557 + 20  # bytes at the end of a zip in which its end must stand
MOST_MEMBERS = 1_000_000
MOST_DIRECTORY = 256_000_000  # bytes
MOST_MANIFEST = 256_000_000
MOST_BYTES = 200 * 10**9  # of all members together, unpacked
MOST_LINE = 16_000_000
NAME = re.compile(r"(?!.*\.\.)[a-zA-Z0-9][a-zA-Z0-9_./-]{0,199}")
SHA256 = re.compile(r"[0-9a-f]{64}")
BROKEN = (pyzipper.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, KeyError, IndexError)


class Unpacking:
    """An archive whose manifest has been read and fits its directory."""

    def __init__(self, place: Path, password: str) -> None:
        """Raises Refused."""
        _measure(place)
        self.password = password.encode()
        try:
            self.zip = pyzipper.AESZipFile(place)
            self.manifest = self._manifest()
        except RuntimeError as wrong:  # what the package raises for a password that does not fit
            raise Refused(_("The password does not open this archive.")) from wrong
        except BROKEN as broken:
            raise Refused(_("This is no archive of an instance, or it is damaged.")) from broken
        self.members: dict[str, dict[str, Any]] = self.manifest["members"]
        self.seen: set[str] = set()

    @property
    def bytes(self) -> int:
        """All members together, unpacked."""
        return sum(each["bytes"] for each in self.members.values())

    @contextmanager
    def member(self, name: str) -> Iterator[Checked]:
        """Read a member; at the end its size and hash are compared. Raises Refused."""
        try:
            with self.zip.open(name, pwd=self.password) as stream:
                one = Checked(stream, name, self.members[name])
                yield one
                one.finish()
                self.seen.add(name)
        except RuntimeError as wrong:
            raise Refused(_("The password does not open this archive.")) from wrong
        except (*BROKEN[:4], KeyError) as broken:
            raise damaged(name) from broken

    def look_at_the_rest(self) -> None:
        """Compare also what nobody needed. Raises Refused."""
        for name in self.members.keys() - self.seen:
            with self.member(name):
                pass

    def close(self) -> None:
        """No more of it."""
        self.zip.close()

    def _manifest(self) -> dict[str, Any]:
        infos = self.zip.infolist()
        names = [one.filename for one in infos]
        if len(names) > MOST_MEMBERS or len(set(names)) != len(names):
            raise Refused(_("This archive has too many members, or some twice."))
        if MANIFEST not in names or not all(one.flag_bits & 1 for one in infos):
            raise Refused(_("This is no archive of an instance: it has no manifest, or is not encrypted."))
        info = self.zip.getinfo(MANIFEST)
        if info.file_size > MOST_MANIFEST:
            raise Refused(_("This is no archive of an instance, or it is damaged."))
        with self.zip.open(info, pwd=self.password) as stream:
            content = stream.read(MOST_MANIFEST + 1)
        said = json.loads(content)
        if not isinstance(said, dict) or said.get("format") != FORMAT:
            raise Refused(_("This is no archive of an instance."))
        if said.get("version") != VERSION:
            raise Refused(_("This archive was written by a newer Kept. Bring this one up to date first."))
        _fits(said.get("members"), set(names) - {MANIFEST})
        return said


class Checked:
    """A member that is being read: never more of it than was said."""

    def __init__(self, stream: Any, name: str, said: dict[str, Any]) -> None:
        self.stream, self.name, self.said = stream, name, said
        self.size = 0
        self.digest = hashlib.sha256()

    def read(self, size: int) -> bytes:
        """The next bytes. Raises Refused when there are more than was said."""
        return self._counted(self.stream.read(size))

    def readline(self, size: int = MOST_LINE) -> bytes:
        """The next line. Raises Refused for one that is too long."""
        line = self._counted(self.stream.readline(size + 1))
        if len(line) > size:
            raise damaged(self.name)
        return line

    def lines(self) -> Iterator[bytes]:
        """All lines."""
        while line := self.readline():
            yield line

    def finish(self) -> None:
        """It is at its end, and as it was said. Raises Refused."""
        while self.read(1 << 16):
            pass
        if self.size != self.said["bytes"] or self.digest.hexdigest() != self.said["sha256"]:
            raise damaged(self.name)

    def _counted(self, run: bytes) -> bytes:
        self.size += len(run)
        if self.size > self.said["bytes"]:
            raise damaged(self.name)
        self.digest.update(run)
        return run


def damaged(name: str) -> Refused:
    """The sentence for a member that is not as it was written."""
    return Refused(
        _("%(name)s is not as it was written: this archive is damaged, or somebody changed it.") % {"name": name}
    )


def _fits(members: Any, names: set[str]) -> None:
    """The manifest names each member, and no other, with a size and a hash. Raises Refused."""
    if not isinstance(members, dict) or set(members) != names:
        raise Refused(_("The manifest does not name what is in this archive: it is damaged, or somebody changed it."))
    total = 0
    for name, said in members.items():
        good = (
            NAME.fullmatch(name)
            and isinstance(said, dict)
            and type(said.get("bytes")) is int
            and said["bytes"] >= 0
            and SHA256.fullmatch(str(said.get("sha256")))
            and (said.get("rows") is None or type(said["rows"]) is int)
        )
        if not good:
            raise damaged(name if len(name) < 200 else MANIFEST)
        total += said["bytes"]
    if total > MOST_BYTES:
        raise Refused(_("Unpacked, this archive would be larger than anything that is taken here."))


def _measure(place: Path) -> None:
    """The directory of a zip is read at once: so its size is looked at before. Raises Refused."""
    size = place.stat().st_size
    with place.open("rb") as file:
        file.seek(max(0, size - TAIL))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise Refused(_("This is no archive of an instance, or it is damaged."))
    directory = int.from_bytes(tail[at + 12 : at + 16], "little")
    far = tail.rfind(b"PK\x06\x07")
    if far >= 0:  # an archive of more than 4 GB says it elsewhere: it cannot be larger than what is left for it
        start = int.from_bytes(tail[far + 8 : far + 16], "little")
        with place.open("rb") as file:
            file.seek(min(start, size))
            head = file.read(56)
        directory = int.from_bytes(head[40:48], "little") if head[:4] == b"PK\x06\x06" else directory
    if directory > min(MOST_DIRECTORY, size):
        raise Refused(_("This archive has too many members, or some twice."))
