"""Damage: a flipped byte, a lost piece, another key. A restore refuses, leaves nothing, and says why."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.drill.ground import FOLDER, ROOT, tell

ROUNDS = 3
KILLS = 5


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
    _killed()


def _killed() -> None:
    """The machine stops in the middle of a backup: there is none, no half one, and the next one is whole."""
    from kept.backup import manifest, places, restoring
    from kept.server.place import data_folder

    vault, words = places.vault(), [str(ROOT / "bin/kept"), "backup", "now"]
    for number in range(KILLS):
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        _until(number)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    after = manifest.ids(vault)
    halves = [name for day, name in after if not manifest.Manifest.get(vault, day, name).base_stored]
    done = subprocess.run(words, capture_output=True, text=True, timeout=300)
    left = (data_folder() / "backup-links").exists() and any((data_folder() / "backup-links").iterdir())
    restoring.tear_down(restoring.restore(vault, restoring.choose(vault), FOLDER / "empty"))
    good = not halves and not done.returncode and not left
    tell(
        f"killed {KILLS} times in the middle of a backup: half ones",
        good,
        f"{len(halves)} of {len(after)}; the next one is whole",
    )


def _until(number: int) -> None:
    """Wait for the copy to be under way, and a little more each time."""
    folder = _today()
    known, until = set(folder.glob(".*")), time.monotonic() + 60
    while time.monotonic() < until and not set(folder.glob(".*")) - known:
        time.sleep(0.005)
    time.sleep(0.05 * number)


def _today() -> Path:
    from kept.backup import places

    return places.folder() / "days" / datetime.now(UTC).date().isoformat()


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
