"""Damage: a flipped byte, a lost piece, another key. A restore refuses, leaves nothing, and says why."""

from __future__ import annotations

import random
from pathlib import Path

from bench.drill.ground import FOLDER, tell

ROUNDS = 3


def run() -> None:
    """Spoil each kind of thing in turn, and put it right again."""
    from kept.backup import places, restoring
    from kept.backup.filing import place

    vault = places.vault()
    chosen = restoring.choose(vault)
    depot, day = places.folder(), places.folder() / "days" / chosen.day
    kinds = {
        "the database's copy": day / f"base-{chosen.id}",
        "the manifest": day / f"manifest-{chosen.id}",
        "the log": next(day.glob(f"log-*-{chosen.last_log}-*")),
        "a file": depot / place(chosen.files[0].blob),
        "the day's key": depot / "keys" / chosen.day,
    }
    for what, path in kinds.items():
        refused = sum(_refused(path, _flip) for _ in range(ROUNDS)) + _refused(path, _cut) + _refused(path, None)
        tries = ROUNDS + (
            1 if what == "the manifest" else 2
        )  # without its manifest a backup is none: the one before is taken
        tell(f"{what}: byte flipped, cut, gone: restores refused", refused == tries, f"{refused} of {tries}")
    left = (FOLDER / "empty").exists()
    tell("what a refused restore left behind", not left, "nothing" if not left else "a folder")
    tell("canary: undamaged it restores", _restores(), "restored")
    _wrong_key()


def _restores() -> bool:
    from kept.backup import places, restoring

    vault = places.vault()
    restoring.tear_down(restoring.restore(vault, restoring.choose(vault), FOLDER / "empty"))
    return True


def _refused(path: Path, spoil: object) -> bool:
    from kept.backup.depot import Missing
    from kept.backup.packing import Unreadable
    from kept.backup.ring import KeyGone, WrongKey
    from kept.outside.sealing import Damaged
    from kept.server.trouble import Trouble

    whole = path.read_bytes()
    if spoil is None:
        path.unlink()
    else:
        path.write_bytes(spoil(whole))  # type: ignore[operator]
    try:
        return not _restores()
    except (Damaged, Missing, Unreadable, KeyGone, WrongKey, Trouble):
        return True
    finally:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(whole)


def _flip(whole: bytes) -> bytes:
    place = random.randrange(len(whole))
    return whole[:place] + bytes([whole[place] ^ (1 << random.randrange(8))]) + whole[place + 1 :]


def _cut(whole: bytes) -> bytes:
    return whole[: len(whole) // 2]


def _wrong_key() -> None:
    from kept.backup import places, restoring
    from kept.backup.ring import WrongKey

    stranger = places.vault_in(places.folder(), places.keys_folder(), b"x" * 32)
    try:
        restoring.choose(stranger)
        said = "it opened"
    except WrongKey as wrong:
        said = str(wrong)
    tell("with another root key", "does not open" in said, said)
