"""The files of a backup: looked at in the same moment as the rows, and each kept once, under a key of its own.

The key of a file stands in the manifests of the days that have it, so the file ends with the last of those days, and a
file that did not change is not stored again.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from kept.backup.manifest import Kept, Manifest
from kept.backup.vault import Vault
from kept.outside.shelves import Lying, newer
from kept.policy.keeps import keeps

FOLDER = "files"
RUN = 1 << 20
STAMP = "%Y%m%dT%H%M%SZ"
SLACK = timedelta(minutes=2)  # a file more than the rows know does no harm, one less would


@dataclass(slots=True)
class Look:
    """The files as they were at a moment: hard links to them, which stay when the originals go."""

    source: Path
    links: Path
    seen: dict[Path, int] = field(default_factory=dict)  # folder -> when it changed last
    elsewhere: dict[str, Lying] = field(default_factory=dict)  # what lies in a bucket instead

    def take(self) -> None:
        """Link all files; a second time only in folders that changed since. In a bucket there is nothing to link."""
        self.elsewhere |= dict(newer(0))
        for folder, _folders, names in os.walk(self.source):
            here = Path(folder)
            changed = here.stat().st_mtime_ns
            if self.seen.get(here) == changed:
                continue
            self.seen[here] = changed
            below = self.links / here.relative_to(self.source)
            below.mkdir(parents=True, exist_ok=True, mode=0o700)
            for name in names:
                if not name.startswith("."):
                    _link(here / name, below / name)

    def files(self) -> Iterator[tuple[str, Path | Lying]]:
        """Path below the data folder, and the link."""
        yield from sorted(self.elsewhere.items())
        for path in sorted(self.links.rglob("*")):
            if path.is_file():
                yield f"{FOLDER}/{path.relative_to(self.links).as_posix()}", path

    def drop(self) -> None:
        """Remove the links."""
        shutil.rmtree(self.links, ignore_errors=True)


def _link(file: Path, link: Path) -> None:
    if link.exists():
        return
    try:
        os.link(file, link)
    except FileNotFoundError:
        return  # deleted a moment ago
    except OSError:
        shutil.copy2(file, link)  # a file system without links


@keeps("D4")
def keep(vault: Vault, files: Iterable[tuple[str, Path | Lying]], known: Iterable[Kept]) -> tuple[list[Kept], int]:
    """Bring files into the vault, except those that lie there already. Returns all of them, and the bytes added."""
    before = {(each.path, each.size, each.changed): each for each in known}
    kept, added = [], 0
    for name, path in files:
        status = path.stat()
        found = before.get((name, status.st_size, status.st_mtime_ns))
        if found is None:
            try:
                found, size = _put(vault, name, path, status)
            except FileNotFoundError:
                continue  # deleted from the bucket a moment ago
            added += size
        kept.append(found)
    return kept, added


def _put(vault: Vault, name: str, path: Path | Lying, status: os.stat_result) -> tuple[Kept, int]:
    key, blob, digest = os.urandom(32), secrets.token_hex(16), hashlib.sha256()
    size = vault.put_with(key, place(blob), _measured(path, digest))
    return Kept(name, status.st_size, digest.hexdigest(), status.st_mtime_ns, blob, key.hex()), size


def mark(folder: Path) -> Path:
    """A file whose time says up to when all files are in the vault."""
    return folder / "backup.files-shipped"


def mark_as_of(folder: Path, moment: float) -> None:
    """All files that came before a moment (the file system's clock) are in the vault."""
    mark(folder).touch()
    os.utime(mark(folder), (moment, moment))


def put_added(vault: Vault, day: date, stamp: str, kept: list[Kept]) -> None:
    """Note files that came since the last backup, so that a moment in between has them too."""
    vault.put(day, f"files-{stamp}", [json.dumps([asdict(each) for each in kept]).encode()])


def added_since(vault: Vault, chosen: Manifest, until: datetime | None) -> Iterator[Kept]:
    """Files noted after a backup, up to a moment."""
    for day, name in _noted(vault):
        stamp = datetime.strptime(name.removeprefix("files-"), STAMP).replace(tzinfo=UTC)
        if stamp >= chosen.moment_at - SLACK and (until is None or stamp <= until + SLACK):
            yield from _read(vault, day, name)


def added(vault: Vault) -> Iterator[Kept]:
    """All files noted between backups."""
    for day, name in _noted(vault):
        yield from _read(vault, day, name)


def _noted(vault: Vault) -> list[tuple[date, str]]:
    return [(day, stored.name) for day in vault.days() for stored in vault.there(day, "files-")]


def _read(vault: Vault, day: date, name: str) -> list[Kept]:
    return [Kept(**each) for each in json.loads(b"".join(vault.get(day, name)))]


def place(blob: str) -> str:
    """Where the bytes of a file lie in the depot."""
    return f"blobs/{blob[:2]}/{blob}"


def _measured(path: Path | Lying, digest: object) -> Iterator[bytes]:
    with path.open("rb") as file:
        while run := file.read(RUN):
            digest.update(run)  # type: ignore[attr-defined]
            yield run


def bring_back(vault: Vault, kept: Kept, folder: Path) -> str:
    """Write a file below a data folder as it was. Returns the SHA-256 of what was written. Raises Damaged."""
    path = folder / kept.path
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for run in vault.get_with(bytes.fromhex(kept.key), place(kept.blob)):
            digest.update(run)
            file.write(run)
    os.utime(path, ns=(kept.changed, kept.changed))
    return digest.hexdigest()


def digest_of(vault: Vault, kept: Kept) -> str:
    """The SHA-256 of a file as it lies in the vault. Raises Missing, Damaged."""
    digest = hashlib.sha256()
    for run in vault.get_with(bytes.fromhex(kept.key), place(kept.blob)):
        digest.update(run)
    return digest.hexdigest()
