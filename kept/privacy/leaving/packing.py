"""The archive as it is written: an encrypted zip, one member after the other, each counted and hashed on its way."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pyzipper  # type: ignore[import-untyped]

FORMAT, VERSION = "kept-instance", 1
MANIFEST = "manifest.json"
LEVEL = 3  # of compression: further up it takes much longer and saves little


class Packing:
    """An archive that is being written."""

    def __init__(self, file: Any, password: str) -> None:
        self.zip = pyzipper.AESZipFile(
            file, "w", compression=pyzipper.ZIP_DEFLATED, compresslevel=LEVEL, encryption=pyzipper.WZ_AES
        )
        self.zip.setpassword(password.encode())
        self.members: dict[str, dict[str, Any]] = {}

    def __enter__(self) -> Packing:
        return self

    def __exit__(self, *trouble: object) -> None:
        """Left before its end it is no archive: nothing more is written, least of all when the file is closed already."""
        self.zip.fp = None

    @contextmanager
    def member(self, name: str, *, packed: bool = True) -> Iterator[Member]:
        """A member that is written in runs; `packed`: compressed."""
        info = self.zip.zipinfo_cls(name)
        info.compress_type = pyzipper.ZIP_DEFLATED if packed else pyzipper.ZIP_STORED
        if packed:
            info._compresslevel = LEVEL
        with self.zip.open(info, "w", force_zip64=True) as stream:
            one = Member(stream)
            yield one
        self.members[name] = {"bytes": one.size, "sha256": one.digest.hexdigest()}
        if one.rows is not None:
            self.members[name]["rows"] = one.rows

    def put(self, name: str, content: bytes) -> None:
        """A member of a few bytes."""
        with self.member(name) as one:
            one.write(content)

    def run(self, name: str, runs: Iterable[bytes]) -> None:
        """A member as it is, in runs."""
        with self.member(name, packed=False) as one:
            for each in runs:
                one.write(each)

    def close(self, manifest: dict[str, Any]) -> None:
        """The manifest, which names every other member, and the end."""
        whole = {**manifest, "members": self.members}
        with self.zip.open(MANIFEST, "w") as stream:
            stream.write(json.dumps(whole, ensure_ascii=False, indent=1).encode())
        self.zip.close()


class Member:
    """A member that is being written."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.size = 0
        self.rows: int | None = None
        self.digest = hashlib.sha256()

    def write(self, content: bytes) -> None:
        """More of it."""
        self.stream.write(content)
        self.digest.update(content)
        self.size += len(content)
