"""The roots that are found: where they lie, which one wraps now, and each by its name.

Where the root lies: KEPT_ROOT_KEY_FILE, else [keys] in kept.toml (`file`, or `command` for a key store), else the data
folder, where one is made at the first start.
"""

from __future__ import annotations

import os
from pathlib import Path

from kept.outside import keys_chain, keys_roots
from kept.outside.configuration import key_settings
from kept.outside.keys_chain import Chain, decoded
from kept.outside.keys_roots import CommandRoot, FileRoot, Root, WrongRootKey
from kept.outside.places import data_folder
from kept.policy import clock

LOST = (
    "the operator's key is not there ({path}). Put your copy of it back, or name it by KEPT_ROOT_KEY_FILE; "
    "without it no file, no second step and no backup can be opened, by nobody"
)


def current() -> Root:
    """The root that wraps now: the one that comes while one follows another. Raises WrongRootKey."""
    program = _program()
    if program:
        return CommandRoot(program, keys_roots.run(program, "name").decode())
    return _in(coming_file()) or _in(key_file()) or _first_root()


def root_called(name: str, *, without: frozenset[str] = frozenset()) -> Root:
    """The root with a name: one that lies in a file, the key store's, or one that another root opens.

    Raises WrongRootKey with what to do. `without` are roots that were looked for on the way here."""
    for root in file_roots():
        if root.name == name:
            return root
    bridge = keys_chain.load().bridges.get(name)
    if bridge is not None and bridge["by"] not in without:
        by = root_called(bridge["by"], without=without | {name})
        return FileRoot(by.open(keys_roots.sealed_in(decoded(bridge["wrapped"])), of_root(name)))
    program = _program()
    if program:
        return CommandRoot(program, "")  # what it sealed says which of its keys opens it
    if _in(key_file()) is None:
        raise WrongRootKey(LOST.format(path=key_file()))
    raise WrongRootKey(
        f"the operator's key in {key_file()} is not the one that this was wrapped with (another, called {name}, was). "
        "Put your copy of that one back, or name it by KEPT_ROOT_KEY_FILE"
    )


def key_file() -> Path:
    """Where the root lies, or would."""
    given = os.environ.get("KEPT_ROOT_KEY_FILE") or key_settings()["file"]
    return Path(given) if given else data_folder() / "keys" / "root.key"


def coming_file() -> Path:
    """Where the next root lies while it follows the one of today."""
    return key_file().with_name(f"{key_file().name}.next")


def in_a_store() -> bool:
    """Whether the root lies in a key store, and no file."""
    return bool(_program())


def given_elsewhere() -> bool:
    """Whether the root lies outside the data folder."""
    return in_a_store() or data_folder() not in key_file().absolute().parents


def of_root(name: str) -> bytes:
    """What a root is bound to where another wraps it."""
    return b"kept root key " + name.encode()


def _program() -> tuple[str, ...]:
    return tuple(key_settings()["command"])


def file_roots() -> list[FileRoot]:
    """The roots that lie in files: the one that comes, and the one of today."""
    return [root for root in (_in(coming_file()), _in(key_file())) if root is not None]


_read: dict[Path, tuple[tuple[int, int, int], FileRoot]] = {}


def _in(path: Path) -> FileRoot | None:
    try:
        status = path.stat()
        stamp = (status.st_ino, status.st_mtime_ns, status.st_size)
        known = _read.get(path)
        if known is None or known[0] != stamp:
            known = _read[path] = (stamp, keys_roots.from_text(path.read_text(), path))
        return known[1]
    except FileNotFoundError:
        return None
    except OSError as error:
        raise WrongRootKey(f"the operator's key in {path} cannot be read") from error


def _first_root() -> Root:
    """The root of a Kept that has none yet, in the data folder; where another place is named, somebody makes it there."""
    if os.environ.get("KEPT_ROOT_KEY_FILE") or key_settings()["file"]:
        raise WrongRootKey(LOST.format(path=key_file()))
    return make_first()


def make_first() -> Root:
    """A root for a Kept that never had one. Raises WrongRootKey for one that had: it lost it, and must not get another."""
    chain, path = keys_chain.load(), key_file()
    if chain.uses or chain.roots:
        raise WrongRootKey(LOST.format(path=path))
    with keys_chain.changed() as chain:
        found = _in(path)
        if found is None:
            found = keys_roots.new()
            keys_roots.write(path, found)
            note(chain, found)
    return found


def note(chain: Chain, root: Root) -> None:
    """Write down since when a root is known."""
    chain.roots.setdefault(root.name, {"made": clock.now().isoformat(timespec="seconds")})
