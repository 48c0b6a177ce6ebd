"""Handing a person over to another Kept: what they provided, under a seal that shows any change (R5)."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from kept.outside.places import data_folder
from kept.policy.keeps import keeps

FORMAT = "kept-handover"
VERSION = 1
MOST = 50_000_000  # bytes of a hand-over that is taken


class Untrue(Exception):
    """What was handed over is not as it was sealed, or is no hand-over; the message says which, in a sentence."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A hand-over whose seal is whole: from whom, under which key, and the rows by kind."""

    issuer: str
    fingerprint: str
    made_at: str
    kinds: list[dict[str, Any]]


@keeps("R5")
def signed(data: dict[str, Any]) -> dict[str, Any]:
    """What the person provided, of a copy's data, with the seal of this Kept."""
    body = {
        "format": FORMAT,
        "version": VERSION,
        "issuer": data["controller"]["name"],
        "made_at": data["made_at"],
        "kinds": [kind for kind in map(provided, data["kinds"]) if kind["rows"]],
    }
    key = _key()
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return body | {
        "seal": {
            "algorithm": "Ed25519",
            "public_key": base64.b64encode(public).decode(),
            "signature": base64.b64encode(key.sign(canonical(body))).decode(),
        }
    }


def provided(kind: dict[str, Any]) -> dict[str, Any]:
    """A kind with the columns that the person provided; not what others noted, derived or counted."""
    names = [column["name"] for column in kind["columns"] if column["provided"]]
    rows = [{name: row[name] for name in names if row.get(name) not in (None, "", [], {})} for row in kind["rows"]]
    return {"kind": kind["kind"], "columns": names, "rows": [row for row in rows if row]}


@keeps("R5")
def taken(content: bytes) -> Handed:
    """A hand-over of another Kept, its seal proven. Raises Untrue."""
    if len(content) > MOST:
        raise Untrue("This file is too large.")
    try:
        document = json.loads(content)
        seal = document.pop("seal")
        public = base64.b64decode(seal["public_key"], validate=True)
        signature = base64.b64decode(seal["signature"], validate=True)
        if document["format"] != FORMAT or document["version"] != VERSION or seal["algorithm"] != "Ed25519":
            raise Untrue("This is a hand-over of a kind that is not known here.")
        Ed25519PublicKey.from_public_bytes(public).verify(signature, canonical(document))
        kinds = [dict(kind) for kind in document["kinds"] if isinstance(kind["rows"], list)]
    except InvalidSignature as broken:
        raise Untrue("This file was changed after it was sealed. Nothing of it is taken.") from broken
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as odd:
        raise Untrue("This is no hand-over of a Kept.") from odd
    return Handed(str(document["issuer"])[:200], fingerprint(public), str(document["made_at"])[:40], kinds)


def canonical(body: dict[str, Any]) -> bytes:
    """The bytes that are sealed: JSON with sorted names and no space."""
    return json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def fingerprint(public: bytes) -> str:
    """By which people compare keys: eight groups of four."""
    digest = hashlib.sha256(public).hexdigest()[:32]
    return " ".join(digest[place : place + 4] for place in range(0, 32, 4))


def _key() -> Ed25519PrivateKey:
    path = data_folder() / "keys" / "handover.key"
    if not path.exists():
        _make(path)
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(path.read_text()))


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    raw = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as file:
        file.write(base64.b64encode(raw))
        file.flush()
        os.fsync(file.fileno())
