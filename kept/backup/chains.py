"""The chain of keys lies beside the keys of the days, so that a lost machine takes nothing with it; and those keys follow a new root."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

from django.utils.translation import gettext_noop as _

from kept.backup import places
from kept.backup.depot import Missing
from kept.backup.ring import KeyGone, Ring
from kept.backup.taking import SPOOL, one_at_a_time
from kept.outside import keys_chain, keys_found, keys_shares
from kept.outside.keys_chain import FILE
from kept.outside.keys_roots import name_in
from kept.policy.keeps import keeps
from kept.server.place import data_folder

CHAIN = "chain"
SHARES = "instances/"


@keeps("D4", "D2")
def ship_chain(ring: Ring) -> bool:
    """Keep the chain of today beside the keys of the days. Returns whether it was new."""
    living = data_folder() / FILE
    if not living.exists():
        return False
    _ship_shares(ring)
    content = living.read_bytes()
    try:
        if ring.bring(CHAIN) == content:
            return False
    except Missing:
        pass
    ring.keep(CHAIN, content)
    return True


def bring_chain(ring: Ring, folder: Path) -> bool:
    """Put the chain into a data folder: the one of the Kept that lives, or where that is lost, the last one kept."""
    living, wanted = data_folder() / FILE, folder / FILE
    if living == wanted and living.exists():
        return True
    _bring_shares(ring, folder)
    try:
        content = living.read_bytes() if living.exists() else ring.bring(CHAIN)
    except Missing:
        return False  # from before there was a chain
    wanted.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    wanted.write_bytes(content)
    wanted.chmod(0o600)
    return True


def _ship_shares(ring: Ring) -> None:
    """The shares of instances go along; those that were destroyed go there as well."""
    there = set(ring.kept(SHARES))
    for number, path in keys_shares.all_here().items():
        if f"{SHARES}{number}" not in there:
            ring.keep(f"{SHARES}{number}", path.read_bytes())
    for number in keys_chain.load().ended:
        if f"{SHARES}{number}" in there:
            ring.forget(f"{SHARES}{number}")


def _bring_shares(ring: Ring, folder: Path) -> None:
    """What lives is right; what was lost lies beside the keys of the days. What was destroyed stays so."""
    wanted = folder / keys_shares.FOLDER
    wanted.mkdir(parents=True, exist_ok=True, mode=0o700)
    living = {str(number): path.read_bytes() for number, path in keys_shares.all_here().items()}
    ended = {str(number) for number in keys_chain.load().ended}
    for name in ring.kept(SHARES):
        number = name.removeprefix(SHARES)
        if number not in living and number not in ended:
            living[number] = ring.bring(name)
    for name, content in living.items():
        (wanted / name).write_bytes(content)
        (wanted / name).chmod(0o600)


class Days:
    """The keys of the days of backups, wherever the wrapped keys lie."""

    title = _("keys of days of backups")

    def by_root(self) -> Counter[str]:
        """How many by the name of the root that wrapped them."""
        ring = places.vault().ring
        return Counter(name_in(wrapped) for day in ring.days() if (wrapped := _of(ring, day)))

    def rewrap(self) -> int:
        """Those of another root, and the chain with them. The end of a day waits meanwhile, so that none comes back."""
        ring, target, done = places.vault().ring, keys_found.current().name, 0
        ship_chain(ring)  # whoever is left with the old root alone finds the way from here
        for day in ring.days():
            with one_at_a_time(SPOOL):
                wrapped = _of(ring, day)
                if wrapped and name_in(wrapped) != target:
                    ring.rewrap_day(day)
                    done += 1
        return done

    def open_all(self) -> int:
        """Open each. Returns how many."""
        ring = places.vault().ring
        return sum(len(ring.key(day)) > 0 for day in ring.days())


def _of(ring: Ring, day: date) -> bytes:
    try:
        return ring.wrapped(day)
    except KeyGone:
        return b""  # its history ended a moment ago
