"""What can be said of the keys without opening anything: where the root is, its age, its copy, what hangs on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kept.outside import keys_chain, keys_found, keys_rotating
from kept.outside.keys_roots import CommandRoot, WrongRootKey
from kept.outside.keys_wrapped import KINDS
from kept.web.watched import Health, State


@dataclass
class Figures:
    """The root of today and its surroundings; `trouble` says why there is none."""

    name: str = ""
    place: str = ""
    in_store: bool = False
    beside_data: bool = False
    made_at: datetime | None = None
    confirmed_at: datetime | None = None
    rotating: bool = False
    rotated_at: datetime | None = None
    seen_at: datetime | None = None
    kinds: list[tuple[str, int, int]] = field(default_factory=list)  # title, how many, how many by another root
    older: list[tuple[str, str]] = field(default_factory=list)  # name of a root that the new one opens, until when
    following: int = 0  # instances whose files are being sealed with a new key
    trouble: str = ""


def figures() -> Figures:
    """All of it, as it is now; what hangs in instances as it was last counted."""
    found = Figures(in_store=keys_found.in_a_store(), beside_data=not keys_found.given_elsewhere())
    try:
        root = keys_found.current()
    except WrongRootKey as lost:
        found.trouble = str(lost)
        return found
    chain = keys_chain.load()
    found.name = spoken(root.name)
    found.place = root.called if isinstance(root, CommandRoot) else str(keys_found.key_file())
    known = chain.roots.get(root.name, {})
    found.made_at, found.confirmed_at = _moment(known.get("made")), _moment(known.get("confirmed"))
    found.rotating = keys_rotating.running()
    found.rotated_at = _moment(chain.rotation.get("done"))
    found.seen_at = _moment(chain.seen.get("at"))
    for name, kind in KINDS.items():
        counted: dict[str, int] = chain.seen.get("by_root", {}).get(name, {})
        others = sum(number for by, number in counted.items() if by != root.name)
        found.kinds.append((kind.title, sum(counted.values()), others))
    found.older = [(spoken(one), str(each["until"] or "")) for one, each in sorted(chain.bridges.items())]
    found.following = int(chain.seen.get("following", 0))
    return found


def health() -> Health:
    """Whether the operator's key is there, and everything hangs on it."""
    now = figures()
    if now.trouble:
        return Health(State.DOWN, _("The operator’s key is not there."))
    others = sum(by_another for _title, _number, by_another in now.kinds)
    wrapped = sum(number for _title, number, _others in now.kinds)
    figures_ = {"wrapped": float(wrapped), "by_another": float(others), "copy_confirmed": float(bool(now.confirmed_at))}
    if now.confirmed_at is None:
        said = _("Nobody has confirmed that there is a copy of the operator’s key.")
        return Health(State.WELL, said, figures_)  # the operator's home and page ask for it; it is no fault
    return Health(State.WELL, "", figures_)


def spoken(name: str) -> str:
    """A root's name in groups that can be read aloud."""
    return "-".join(name[at : at + 4] for at in range(0, len(name), 4))


def _moment(text: Any) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
