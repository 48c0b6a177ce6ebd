"""Shelved: files lie in a bucket of an S3 store, and everything is restored all the same: whole, one instance, in place."""

from __future__ import annotations

import hashlib
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.drill import ground
from bench.drill.elsewhere import BUT
from bench.drill.ground import FOLDER, ROOT, tell

OURS, THEIRS = "havlicek", "pennine"


def run() -> None:
    """Move the files into a bucket, then lose, spoil and restore."""
    from django.conf import settings

    from kept.outside import shelves
    from tests import buckets

    with buckets.running(locking=True) as store:  # locking has the store keep versions: so what lingers is seen
        place, secret = store.place, FOLDER / "files-secret"
        secret.write_text(place.secret)
        words = {"endpoint": place.endpoint, "bucket": place.bucket, "prefix": "shelved", "region": place.region,
                 "access_key": place.access_key, "secret_file": str(secret), "authority": place.authority}  # fmt: skip
        config, before = FOLDER / "kept.toml", settings.FILES
        for name in (OURS, THEIRS):
            ground.write(ground.instances()[name], 31)  # while files still lie in the folder
        config.write_text((ROOT / "kept.example.toml").read_text() + "\n[files.s3]\n" + "".join(
            f'{name} = "{value}"\n' for name, value in words.items()))  # fmt: skip
        os.environ["KEPT_CONFIG"], settings.FILES = str(config), words
        shelves._bucket.cache_clear()
        try:
            _moved()
            _whole()
            _one_instance()
            _in_place()
            _brought_back()
        finally:
            del os.environ["KEPT_CONFIG"]
            settings.FILES = before
            shelves._bucket.cache_clear()


def _moved() -> None:
    from kept.outside import shelves

    here = len(ground.files(FOLDER))
    brought = shelves.put_away(FOLDER)
    tell("bucket of files: all that lay here lies there", 0 < brought == here == len(_there()) and not ground.files(FOLDER),
         f"{brought} of {here}")  # fmt: skip


def _there() -> dict[str, str]:
    """Path and SHA-256 of everything in the bucket."""
    from kept.outside import shelves

    return {each.path: hashlib.sha256(b"".join(each.runs())).hexdigest() for _path, each in shelves.newer(0)}


def _whole() -> None:
    """Into an empty folder, on a machine that has no bucket."""
    from kept.backup import keeping, places, restoring

    made = keeping.back_up(places.vault(), datetime.now(UTC))
    living, stored = ground.living_rows(), _there()
    restored = restoring.restore(places.vault(), made, FOLDER / "empty")
    try:
        with restoring.connect(restored) as connection:
            wrong = ground.differences(living, ground.rows(connection), but=BUT)
        same = ground.files(FOLDER / "empty") == stored
    finally:
        restoring.tear_down(restored)
    tell("bucket of files: restored whole into a folder, compared", not wrong and same and bool(stored),
         f"{len(wrong)} tables and {0 if same else 'some'} of {len(stored)} files differ")  # fmt: skip


def _one_instance() -> None:
    """A file of ours is lost, and one comes after the moment; back to the moment, while theirs stay."""
    from kept.backup import keeping, places

    known = ground.instances()
    then = keeping.back_up(places.vault(), datetime.now(UTC))
    before = _there()
    lost = next(path for path in sorted(before) if path.startswith(f"files/{known[OURS]}/"))
    _lying(lost).unlink()
    ground.write(known[THEIRS], 33)
    theirs = {path: digest for path, digest in _there().items() if not path.startswith(f"files/{known[OURS]}/")}
    said = _kept("restore", "--instance", OURS, "--at", then.moment)
    after = _there()
    back = {path for path, digest in before.items() if after.get(path) == digest}
    kept = all(after.get(path) == digest for path, digest in theirs.items())
    tell("bucket of files: one instance back, a lost file too", lost in back and len(back) == len(before) and not said.returncode,
         (said.stdout.strip() or said.stderr.strip())[-160:])  # fmt: skip
    tell(
        "bucket of files: one instance back, others' files that changed",
        kept,
        f"0 of {len(theirs)}" if kept else "some",
    )


def _in_place() -> None:
    """Everything back to a moment: what was lost since, what was sealed anew since, and what came since."""
    from django.db import connections

    from kept.backup import keeping, places
    from kept.outside import files, keys_instances
    from kept.server import database
    from kept.tenancy.opening import system

    known = ground.instances()
    key = ground.attach(known[OURS], b"kept and found again" * 100)
    then = keeping.back_up(places.vault(), datetime.now(UTC))
    before = _there()
    lost = next(path for path in sorted(before) if path.startswith(f"files/{known[THEIRS]}/"))
    _lying(lost).unlink()
    keys_instances.rotate(known[OURS])
    keys_instances.reseal(known[OURS])
    came = str(ground.write(known[OURS], 34))
    connections.close_all()
    said = _kept("restore", "--at", then.moment)
    database.ensure()
    after = _there()
    with system("drill", known[OURS]):
        opens = b"".join(files.read(known[OURS], key))[:4] == b"kept"
    same = sum(after.get(path) == digest for path, digest in before.items())
    gone = not any(path.endswith(came) for path in after)
    tell("bucket of files: all back to a moment, in place", not said.returncode and same == len(before) and lost in after,
         f"{same} of {len(before)} files as they were; {(said.stderr.strip() or said.stdout.strip())[-120:]}")  # fmt: skip
    tell("bucket of files: sealed anew since, it opens as it did", opens, f"attachment {str(key)[:8]}")
    tell("bucket of files: what came after the moment is not left behind", gone, came)


def _brought_back() -> None:
    """The bucket is given up: everything lies in the folder again for the drills that follow."""
    from kept.outside import shelves

    for _name, each in [*shelves.newer(0)]:
        path = FOLDER / each.path
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_bytes(b"".join(each.runs()))


def _lying(path: str) -> Any:
    from kept.outside import shelves

    return next(each for name, each in shelves.newer(0) if name == path)


def _kept(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(Path(ROOT) / "bin/kept"), "backup", *words], capture_output=True, text=True, timeout=600)
