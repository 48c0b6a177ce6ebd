"""Archives as somebody who has the password could change them."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyzipper  # type: ignore[import-untyped]

Archive = tuple[Path, str]
Members = dict[str, bytes]
PASSWORD = "for" + "ged"


def read(archive: Archive) -> Members:
    """Everything in it."""
    with pyzipper.AESZipFile(archive[0]) as packed:
        packed.setpassword(archive[1].encode())
        return {name: packed.read(name) for name in packed.namelist()}


def written(members: Members, place: Path, password: str = PASSWORD) -> Archive:
    """An archive of these members, as they are."""
    with pyzipper.AESZipFile(place, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as packed:
        packed.setpassword(password.encode())
        for name, content in members.items():
            packed.writestr(name, content)
    return place, password


def forged(archive: Archive, change: Callable[[Members], Any], *, honest: bool = True) -> Archive:
    """A changed copy; with `honest` the manifest tells sizes, hashes and numbers of what it is now."""
    members = read(archive)
    change(members)
    if honest:
        manifest = json.loads(members["manifest.json"])
        manifest["members"] = {
            name: told(name, content) for name, content in members.items() if name != "manifest.json"
        }
        members["manifest.json"] = json.dumps(manifest).encode()
    return written(members, archive[0].with_name(f"forged-{id(change)}.zip"))


def told(name: str, content: bytes) -> dict[str, Any]:
    """What a manifest says of a member."""
    said: dict[str, Any] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    return {**said, "rows": content.count(b"\n")} if name.endswith(".jsonl") else said


def rows(members: Members, label: str) -> list[dict[str, Any]]:
    """The rows of a kind."""
    return [json.loads(line) for line in io.BytesIO(members[f"data/{label}.jsonl"])]


def put(members: Members, label: str, found: list[dict[str, Any]]) -> None:
    """Other rows of a kind."""
    members[f"data/{label}.jsonl"] = b"".join(json.dumps(row).encode() + b"\n" for row in found)


def edit(label: str, **values: Any) -> Callable[[Members], None]:
    """Changes the first row of a kind."""

    def change(members: Members) -> None:
        found = rows(members, label)
        found[0] |= values
        put(members, label, found)

    return change
