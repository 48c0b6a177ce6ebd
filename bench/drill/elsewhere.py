"""Elsewhere: the same backups in a bucket that locks and on a machine reached by SFTP, taken, restored and spoiled."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.drill import ground
from bench.drill.ground import FOLDER, ROOT, tell

BUT = frozenset({"backup_backup", "backup_watch", "backup_drill"})


def run() -> None:
    """Each place in turn."""
    from tests import buckets, openssh

    with buckets.running(locking=True) as store:
        place = store.place
        secret = FOLDER / "s3-secret"
        secret.write_text(place.secret)
        words = {
            "endpoint": place.endpoint, "bucket": place.bucket, "prefix": "drill", "region": place.region, "lock": place.lock,
            "access_key": place.access_key, "secret_file": str(secret), "authority": place.authority,
        }  # fmt: skip
        with _named("s3", words):
            _taken_and_restored("bucket")
            _held()
            _away("bucket", store.process.pid)
    if openssh.PROGRAM is None:
        tell("machine by SFTP", False, openssh.WHY_NOT)
        return
    with openssh.running() as server:
        known = server.machine
        words = {name: getattr(known, name) for name in ("host", "port", "user", "folder", "key_file", "host_key")}
        with _named("sftp", words):
            _taken_and_restored("machine")
            _away("machine", server.process.pid)


@contextmanager
def _named(kind: str, words: dict[str, Any]) -> Iterator[None]:
    """Have kept.toml name the place."""
    lines = [f"{name} = {value}" if isinstance(value, int) else f'{name} = "{value}"' for name, value in words.items()]
    path = FOLDER / "kept.toml"
    path.write_text((ROOT / "kept.example.toml").read_text() + f"\n[backup.{kind}]\n" + "\n".join(lines) + "\n")
    os.environ["KEPT_CONFIG"] = str(path)
    try:
        yield
    finally:
        del os.environ["KEPT_CONFIG"]


def _taken_and_restored(what: str) -> None:
    from kept.backup import acts, keeping, places, restoring
    from kept.backup.manifest import Manifest

    vault = places.vault()
    key = ground.write(ground.instances()["havlicek"], 7)
    began = time.monotonic()
    made = keeping.back_up(vault, datetime.now(UTC))
    took = time.monotonic() - began
    tell(f"{what}: a backup of {made.base_size / 1e6:.0f} MB and {len(made.files)} files taken", made.stored > 0,
         f"{took:.1f} s, {made.stored / 1e6:.1f} MB stored")  # fmt: skip
    acts._read_whole(vault, Manifest.get(vault, made.on, made.id))
    living, stored = ground.living_rows(), ground.files(FOLDER)
    restored = restoring.restore(vault, made, FOLDER / "empty")
    try:
        with restoring.connect(restored) as connection:
            wrong = ground.differences(living, ground.rows(connection), but=BUT)
        same = ground.files(FOLDER / "empty") == stored
    finally:
        restoring.tear_down(restored)
    tell(f"{what}: restored, every row and file compared", not wrong and same and any(str(key) in each for each in stored),
         f"{restored.seconds:.1f} s, {len(wrong)} tables differ")  # fmt: skip
    spoiled = [f"days/{made.day}/base-{made.id}", f"days/{made.day}/manifest-{made.id}", f"keys/{made.day}"]
    refused = sum(_flipped_is_refused(name) for name in spoiled)
    tell(f"{what}: a byte flipped in copy, manifest, key: restores refused", refused == 3, f"{refused} of 3")
    restoring.tear_down(restoring.restore(places.vault(), made, FOLDER / "empty"))
    tell(f"{what}: canary: undamaged it restores", True, "restored")


def _flipped_is_refused(name: str) -> bool:
    from kept.backup import places, restoring
    from kept.backup.packing import Unreadable
    from kept.backup.ring import WrongKey
    from kept.outside.sealing import Damaged
    from kept.server.trouble import Trouble

    depot = places.depot()
    whole = b"".join(depot.get(name))
    at = random.randrange(len(whole))
    depot.put(name, [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]])
    try:
        vault = places.vault()
        restoring.tear_down(restoring.restore(vault, restoring.choose(vault), FOLDER / "empty"))
    except (Damaged, Unreadable, WrongKey, Trouble):
        return True
    else:
        return False
    finally:
        depot.put(name, [whole])


def _held() -> None:
    """Nobody removes a day before its time; its key can go, and then it is noise."""
    from kept.backup import manifest, places
    from kept.backup.ageing import age_out
    from kept.backup.days import history
    from kept.outside.storage.terms import Locked

    vault = places.vault()
    made = manifest.newest(vault)
    assert made
    names = [each.name for each in vault.depot.there("days/")]
    refused = 0
    for name in names:
        try:
            vault.depot.remove(name)
        except Locked:
            refused += 1
    tell("bucket: locked, removing is refused to ourselves", refused == len(names) > 0, f"{refused} of {len(names)}")
    kept = b"".join(vault.depot.get(f"keys/{made.day}"))
    gone = age_out(vault, made.on + timedelta(days=history() + 2), history())
    tell("bucket: the key of a day goes though its bytes are held", gone.keys == 1 and gone.held >= refused,
         f"{gone.keys} key gone, {gone.held} things held as noise")  # fmt: skip
    vault.depot.put(f"keys/{made.day}", [kept])


def _away(what: str, process: int) -> None:
    """The place does not answer: no backup is said to be taken, the log waits, and comes in when the place is back."""
    from kept.backup import keeping, places, shipping
    from kept.backup.models import Backup
    from kept.outside.storage import s3_place, sftp_line

    s3_place.SECONDS = sftp_line.SECONDS = 1
    vault = places.vault()
    os.kill(process, signal.SIGSTOP)
    ground.write(ground.instances()["havlicek"], 8)
    shipping_refused, _took = _refusal(lambda: shipping.ship(places.vault(), datetime.now(UTC)))
    refused, took = _refusal(lambda: keeping.back_up(places.vault(), datetime.now(UTC)))
    remembered, waiting = Backup.objects.first(), _waiting()
    os.kill(process, signal.SIGCONT)
    time.sleep(1)
    shipped = shipping.ship(vault, datetime.now(UTC))
    good = all((shipping_refused, refused, waiting)) and shipped >= waiting
    tell(f"{what}: away: refused, remembered, the log waited and came",
         good and remembered is not None and remembered.finished_at is None,
         f"said so after {took:.0f} s; {waiting} pieces waited, {shipped} came. {refused}")  # fmt: skip


def _refusal(act: Callable[[], object]) -> tuple[str, float]:
    from kept.outside.storage.terms import Away

    began = time.monotonic()
    try:
        act()
    except Away as trouble:
        return str(trouble), time.monotonic() - began
    return "", 0.0


def _waiting() -> int:
    from kept.server.place import place

    return sum(len(each.name) == 24 for each in Path(place().spool).iterdir())
