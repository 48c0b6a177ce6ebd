"""A new root while everybody works on: made beside the old one, everything wrapped anew, all of it opened, then it stands alone.

Each step may be killed: what there is on the disk says how far it came, and `rotate` goes on from there. For as long as
backups wrapped by the old root may be restored, the new root opens the old one; and until somebody has confirmed that
there is a copy of the new root, the copy of the old one opens the new one. So no lost machine loses everything.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from kept.outside import keys_chain, keys_found, keys_roots
from kept.outside.disk import sync
from kept.outside.keys_chain import Chain
from kept.outside.keys_roots import FileRoot, Root, WrongRootKey
from kept.outside.keys_wrapped import KINDS
from kept.policy import clock
from kept.policy.controller import controller
from kept.policy.keeps import keeps

SLACK = 3  # days beyond the history in which a backup may still be there


class NotAll(Exception):
    """Something is still wrapped by another root, so the old one stays."""


@dataclass
class Rotated:
    """What a rotation did: from which root to which, and how many keys of each kind."""

    old: str
    new: str
    wrapped: dict[str, int] = field(default_factory=dict)


def running() -> bool:
    """Whether a rotation was begun and is not finished."""
    return bool(keys_chain.load().rotation.get("to")) and not keys_chain.load().rotation.get("done")


@keeps("D2", "D8")
def rotate() -> Rotated:
    """Put a new root in the place of the old one, or go on with what was begun. Raises NotAll, WrongRootKey."""
    old, new = begin()
    done = Rotated(old, new)
    for name, kind in KINDS.items():
        done.wrapped[name] = kind.rewrap()
    verify(new)
    finish()
    return done


def begin() -> tuple[str, str]:
    """Have the new root beside the old one. Returns both names."""
    if keys_found.in_a_store():
        return _begin_in_store()
    if not keys_found.coming_file().exists():
        keys_found.current()  # one that is lost is told before a new one is made
        if running():  # killed after the new one took its place
            told = keys_chain.load().rotation
            return told["from"], told["to"]
        keys_roots.write(keys_found.coming_file(), keys_roots.new())
    old, new = _in_file(keys_found.key_file()), _in_file(keys_found.coming_file())
    with keys_chain.changed() as chain:
        keys_found.note(chain, new)
        chain.bridges.setdefault(new.name, _bridge(old, new, None))
        if chain.rotation.get("to") != new.name:
            chain.rotation = {"from": old.name, "to": new.name, "began": _now()}
    return old.name, new.name


def _begin_in_store() -> tuple[str, str]:
    new, before = keys_found.current(), [name for name in all_by_root() if name]
    with keys_chain.changed() as chain:
        keys_found.note(chain, new)
        chain.roots[new.name].setdefault("confirmed", _now())  # it lies in the store, not on this machine
        if chain.rotation.get("to") != new.name:
            old = next((name for name in before if name != new.name), new.name)
            chain.rotation = {"from": old, "to": new.name, "began": _now()}
        return str(chain.rotation["from"]), new.name


def verify(name: str) -> None:
    """Everything is wrapped by the root of this name, and opens. Raises NotAll, WrongRootKey."""
    others = {root: number for root, number in all_by_root().items() if root != name}
    if others:
        raise NotAll(f"{sum(others.values())} keys are still wrapped by another root: {', '.join(sorted(others))}")
    for kind in KINDS.values():
        wrapped, opened = sum(kind.by_root().values()), kind.open_all()
        if opened < wrapped:
            raise NotAll(f"{wrapped - opened} of the {kind.title} do not open")


def all_by_root() -> Counter[str]:
    """How many keys hang on each root."""
    found: Counter[str] = Counter()
    for kind in KINDS.values():
        found += kind.by_root()
    return found


def finish() -> None:
    """The new root takes the place of the old one, which from now on only the new one opens."""
    path, coming = keys_found.key_file(), keys_found.coming_file()
    if keys_found.in_a_store():
        _retire_file()
    elif coming.exists():
        old, new = _in_file(path), _in_file(coming)
        with keys_chain.changed() as chain:
            chain.bridges[old.name] = _bridge(new, old, last_day())
        coming.replace(path)
        sync(path.parent)
    with keys_chain.changed() as chain:
        chain.rotation["done"] = _now()


def _retire_file() -> None:
    """The file that a key store followed: the store opens it for a while, and the file goes."""
    path = keys_found.key_file()
    if path.exists():
        old, new = _in_file(path), keys_found.current()
        with keys_chain.changed() as chain:
            chain.bridges[old.name] = _bridge(new, old, last_day())
        path.unlink()
        sync(path.parent)


def last_day() -> date:
    """The last day on which something that the old root wrapped may be restored."""
    return clock.today() + timedelta(days=controller().limit("backup_history_days") + SLACK)


def end_bridges(day: date | None = None) -> list[str]:
    """Forget the roots that nothing needs any more. Returns their names."""
    day = day or clock.today()
    over = [name for name, one in keys_chain.load().bridges.items() if _is_over(one, day)]
    if over:
        with keys_chain.changed() as chain:
            for name in over:
                chain.bridges.pop(name, None)
    return over


def _is_over(bridge: dict[str, Any], day: date) -> bool:
    return bool(bridge["until"]) and date.fromisoformat(bridge["until"]) < day


@keeps("D2")
def confirm(word: str) -> bool:
    """Somebody typed the end of their copy of the root. Returns whether it is right; then it is written down."""
    root = keys_found.current()
    if isinstance(root, FileRoot) and word.strip().lower().rstrip("=") != root.word.lower():
        return False
    with keys_chain.changed() as chain:
        keys_found.note(chain, root)
        chain.roots[root.name]["confirmed"] = _now()
        bridge = chain.bridges.get(root.name)
        if bridge is not None and bridge["until"] is None:
            del chain.bridges[root.name]
    return True


def confirmed(chain: Chain, name: str) -> str:
    """When somebody confirmed a copy of a root; "" while nobody has."""
    return chain.roots.get(name, {}).get("confirmed", "")


def _bridge(by: Root, other: FileRoot, until: date | None) -> dict[str, Any]:
    wrapped = keys_roots.wrap(by, other.key, keys_found.of_root(other.name))
    return {"by": by.name, "wrapped": keys_chain.encoded(wrapped), "until": until.isoformat() if until else None}


def _in_file(path: Any) -> FileRoot:
    try:
        return keys_roots.from_text(path.read_text(), path)
    except OSError as error:
        raise WrongRootKey(keys_found.LOST.format(path=path)) from error


def _now() -> str:
    return clock.now().isoformat(timespec="seconds")
