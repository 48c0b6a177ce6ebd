"""The key that signs seals, and the list of heads: both outside the database, so that who writes there cannot seal."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings


def folder() -> Path:
    """Where key and heads lie."""
    place = Path(settings.DATA_DIR) / "seals"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def private_key() -> Ed25519PrivateKey:
    """The signing key, made once. Its public half lies beside it for whoever verifies."""
    place = folder() / "seal.key"
    if not place.exists():
        _make(place)
    key = serialization.load_pem_private_key(place.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{place} is no key that signs seals")
    return key


def public_key() -> Ed25519PublicKey:
    """The half that verifies."""
    return private_key().public_key()


def sign(digest: bytes) -> bytes:
    """The signature of a seal's digest, 64 bytes."""
    return private_key().sign(digest)


def is_signed(key: Ed25519PublicKey, digest: bytes, signature: bytes) -> bool:
    """Whether the signature is the key's."""
    try:
        key.verify(signature, digest)
    except InvalidSignature:
        return False
    return True


def note_head(instance: int, number: int, digest: bytes) -> None:
    """Write the newest seal of an instance into the list of heads: a chain that was cut short is noticed by it."""
    _append("heads", f"{instance} {number} {digest.hex()}\n")


def note_blanked(instance: int, entries: Iterable[int]) -> None:
    """Write down whose salts are destroyed, before they are: one that is missing without a note was taken to hide
    that its line was changed."""
    _append("blanked", "".join(f"{instance} {entry}\n" for entry in sorted(entries)))


def blanked(place: Path, instance: int) -> frozenset[int]:
    """The lines of an instance whose salts were destroyed on purpose."""
    told = place.read_text().splitlines() if place.exists() else []
    return frozenset(int(entry) for here, entry in (line.split() for line in told) if int(here) == instance)


def _append(name: str, text: str) -> None:
    handle = os.open(folder() / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, text.encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def heads(place: Path) -> dict[int, tuple[int, bytes]]:
    """The last noted seal of each instance: its number and digest."""
    found: dict[int, tuple[int, bytes]] = {}
    if place.exists():
        for line in place.read_text().splitlines():
            instance, number, digest = line.split()
            if int(number) >= found.get(int(instance), (0, b""))[0]:
                found[int(instance)] = (int(number), bytes.fromhex(digest))
    return found


def _make(place: Path) -> None:
    key = Ed25519PrivateKey.generate()
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    open_ = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    try:
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    place.with_name("seal.pub").write_bytes(open_)
