"""The price: a backup and a restore of a gigabyte, beside PostgreSQL's bare tools and a plain copy of the files."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bench.drill import ground
from bench.drill.ground import FOLDER, tell

GIGABYTES = float(os.environ.get("KEPT_DRILL_GB", "1"))
ROUNDS = 2
LIMIT = 600  # seconds for a gigabyte


def run() -> None:
    """Fill, then take turns: bare, ours."""
    from kept.backup import keeping, manifest, places, restoring

    _fill()
    vault, bare = places.vault(), FOLDER.parent / "drill-bare"
    took: dict[str, list[float]] = {"bare copy": [], "backup": [], "bare back": [], "restore": []}
    for number in range(ROUNDS):
        took["bare copy"].append(_timed(lambda: _bare_copy(bare)))
        now = datetime.now(UTC).replace(year=2030 + number)  # a day that has no files yet: all of them are stored again
        began = time.monotonic()
        made = keeping.back_up(vault, now)
        took["backup"].append(time.monotonic() - began)
        took["bare back"].append(_timed(lambda: _bare_back(bare)))
        began = time.monotonic()
        restored = restoring.restore(vault, made, FOLDER / "empty")
        took["restore"].append(time.monotonic() - began)
        steps = ", ".join(f"{name} {seconds:.1f}" for name, seconds in restored.steps.items())
        restoring.tear_down(restored)
        for day, name in manifest.ids(vault):
            vault.depot.remove(f"days/{day}/manifest-{name}")
    size = (made.base_size + restoring.sizes(made.files)) / 1e9
    middle = {name: statistics.median(times) for name, times in took.items()}
    tell(f"backup of {size:.2f} GB against pg_basebackup and cp", True,
         f"{middle['backup']:.1f} s to {middle['bare copy']:.1f} s: {middle['backup'] / middle['bare copy']:.1f} times, {made.stored / 1e9:.2f} GB stored")  # fmt: skip
    tell(f"restore of {size:.2f} GB against cp back", middle["restore"] < LIMIT * size,
         f"{middle['restore']:.1f} s to {middle['bare back']:.1f} s: {middle['restore'] / middle['bare back']:.1f} times ({steps})")  # fmt: skip


def _timed(act: Callable[[], object]) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began


def _fill() -> None:
    """Seven parts of rows that compress as rows do, three of files that do not compress at all."""
    from kept.outside import files
    from kept.server.connections import connect
    from kept.tenancy.opening import system

    with connect("owner") as owner:
        owner.execute("CREATE TABLE drill_filler (id bigint PRIMARY KEY, name text, email text, note text)")
        owner.execute(
            "INSERT INTO drill_filler SELECT n, 'Person ' || md5(n::text), md5((n * 7)::text) || '@firm' || n %% 997 || '.example',"
            " repeat('met at the fair, asks for an offer; ', 1 + n::int %% 6) || md5((n * 13)::text)"
            " FROM generate_series(1, %s) AS n",
            [int(2_400_000 * GIGABYTES)],
        )
    instance = ground.instances()["havlicek"]
    import uuid

    for _number in range(int(300 * GIGABYTES)):
        with system("drill", instance):
            files.write(instance, uuid.uuid4(), [os.urandom(1 << 20)])


def _bare_copy(target: Path) -> None:
    from kept.backup.base import PG
    from kept.server.binaries import binaries
    from kept.server.connections import parameters

    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    surroundings = {**os.environ, **{PG[k]: v for k, v in parameters("backup").items() if k in PG}}
    words = [binaries().program("pg_basebackup"), "-D", str(target / "data"), "-X", "fetch", "-c", "fast"]
    subprocess.run(words, env=surroundings, check=True, timeout=600)
    subprocess.run(["cp", "-r", str(FOLDER / "files"), str(target / "files")], check=True)
    subprocess.run(["sync", "-f", str(target)], check=True)


def _bare_back(source: Path) -> None:
    target = source.with_name("drill-back")
    shutil.rmtree(target, ignore_errors=True)
    subprocess.run(["cp", "-r", str(source), str(target)], check=True)
    subprocess.run(["sync", "-f", str(target)], check=True)
    shutil.rmtree(target)
