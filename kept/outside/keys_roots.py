"""Roots: the operator's key as a file, or as a program that speaks for a key store. A root wraps keys and nothing else.

What is wrapped names its root in front, so that an old and a new one live side by side while one follows the other.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kept.outside.disk import sync
from kept.policy.keeps import keeps

MAGIC = b"KEPTWRAP1"
NAME = 8  # bytes of a root's name
NONCE = 12
KEY = 32
HEADING = "kept-root-1"
SECONDS = 20  # that a program may take
WORD = 8  # characters at the end of a key file that prove that somebody holds a copy of it


class WrongRootKey(Exception):
    """The operator's key cannot be read, or is not the one that something was wrapped with."""


class Root(Protocol):
    """What can wrap a key and open it again. `name` tells it from others and tells nothing of it."""

    @property
    def name(self) -> str: ...
    def seal(self, plain: bytes, purpose: bytes) -> bytes: ...
    def open(self, sealed: bytes, purpose: bytes) -> bytes: ...


@keeps("D2", "D8")
def wrap(root: Root, plain: bytes, purpose: bytes) -> bytes:
    """A key as it may be stored, bound to its purpose."""
    return MAGIC + bytes.fromhex(root.name) + root.seal(plain, purpose)


def name_in(wrapped: bytes) -> str:
    """The name of the root that wrapped it; "" for what was wrapped before roots had names."""
    return wrapped[len(MAGIC) : len(MAGIC) + NAME].hex() if wrapped.startswith(MAGIC) else ""


def sealed_in(wrapped: bytes) -> bytes:
    """What the root itself made."""
    return wrapped[len(MAGIC) + NAME :] if wrapped.startswith(MAGIC) else wrapped


@dataclass(frozen=True)
class FileRoot:
    """A key of 32 bytes that lies in a file."""

    key: bytes
    old: bool = False  # a file from before roots had names: the keys of uses come out of it

    @cached_property
    def name(self) -> str:
        """Sixteen letters that tell nothing of the key."""
        return hmac.digest(self.key, b"name of a root key", "sha256")[:NAME].hex()

    @property
    def word(self) -> str:
        """The last characters of its file."""
        return self.text.rstrip("=")[-WORD:]

    @property
    def text(self) -> str:
        """What stands in its file."""
        plain = base64.b64encode(self.key).decode()
        if self.old:
            return plain
        return f"{HEADING} {plain} {base64.b32encode(hashlib.sha256(self.key).digest()).decode().lower()[:WORD]}"

    def seal(self, plain: bytes, purpose: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + AESGCM(self.key).encrypt(nonce, plain, purpose)

    def open(self, sealed: bytes, purpose: bytes) -> bytes:
        try:
            return AESGCM(self.key).decrypt(sealed[:NONCE], sealed[NONCE:], purpose)
        except (InvalidTag, ValueError) as wrong:
            raise WrongRootKey("the operator's key is not the one that this was wrapped with") from wrong


def new() -> FileRoot:
    """A root that nobody has yet."""
    return FileRoot(os.urandom(KEY))


def from_text(text: str, path: Path) -> FileRoot:
    """The root that a file holds. Raises WrongRootKey for what is none, or was not copied whole."""
    words = text.split()
    try:
        key = base64.b64decode(words[1] if len(words) == 3 else text.strip(), validate=True)
    except (ValueError, binascii.Error) as error:
        raise WrongRootKey(f"the operator's key in {path} cannot be read") from error
    if len(key) != KEY:
        raise WrongRootKey(f"the operator's key in {path} is not 32 bytes in base64")
    found = FileRoot(key, old=len(words) != 3)
    if not found.old and words != found.text.split():
        raise WrongRootKey(f"the operator's key in {path} was not copied whole")
    return found


def write(path: Path, root: FileRoot) -> None:
    """Put a root into a file of its own, whole and on the disk. Raises FileExistsError rather than overwrite one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(root.text + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
        sync(path.parent)
    finally:
        draft.unlink(missing_ok=True)


@dataclass(frozen=True)
class CommandRoot:
    """A key in a key store (KMS, PKCS#11), reached by a program of the operator's:

    PROGRAM name             prints the name of the key that wraps now
    PROGRAM wrap NAME        reads base64 on its standard input, prints base64
    PROGRAM unwrap NAME      the way back; any key that ever wrapped may be named

    The store need not know of purposes: we bind them in.
    """

    program: tuple[str, ...]
    called: str

    @cached_property
    def name(self) -> str:
        return hashlib.sha256(b"kept command root\0" + self.called.encode()).digest()[:NAME].hex()

    def seal(self, plain: bytes, purpose: bytes) -> bytes:
        body = hashlib.sha256(purpose).digest() + plain
        told = self.called.encode()
        return bytes([len(told)]) + told + run(self.program, "wrap", self.called, body)

    def open(self, sealed: bytes, purpose: bytes) -> bytes:
        body = _opened(self.program, sealed)
        if not hmac.compare_digest(body[:32], hashlib.sha256(purpose).digest()):
            raise WrongRootKey("this key was wrapped for something else")
        return body[32:]


@lru_cache(maxsize=4096)  # a program takes its time, and files are read often
def _opened(program: tuple[str, ...], sealed: bytes) -> bytes:
    size = sealed[0]
    return run(program, "unwrap", sealed[1 : 1 + size].decode(), sealed[1 + size :])


def run(program: Sequence[str], verb: str, name: str = "", data: bytes = b"") -> bytes:
    """Have the program do something; what it says, undone from base64 but for `name`. Raises WrongRootKey."""
    words = [*program, verb, *([name] if name else [])]
    try:
        done = subprocess.run(
            words, input=base64.b64encode(data) + b"\n", capture_output=True, timeout=SECONDS, check=True
        )
        return done.stdout.strip() if verb == "name" else base64.b64decode(done.stdout.strip(), validate=True)
    except subprocess.CalledProcessError as failed:
        said = failed.stderr.decode(errors="replace").strip()[-300:]
        raise WrongRootKey(f"{program[0]} {verb} failed: {said or f'exit code {failed.returncode}'}") from failed
    except (OSError, subprocess.TimeoutExpired, ValueError) as trouble:
        raise WrongRootKey(f"{program[0]} {verb} failed: {trouble}") from trouble
