"""Moments: back to any of them, how much the worst of them loses, and one instance alone."""

from __future__ import annotations

import shutil
import subprocess
import threading
import time
from datetime import UTC, datetime
from typing import Any

from bench.drill import ground
from bench.drill.ground import FOLDER, ROOT, tell

LOSS_SECONDS = 75


def run() -> None:
    """A clock in the database tells how exact a restore is."""
    from kept.backup import keeping, places
    from kept.server.connections import connect

    with connect("owner") as owner:
        owner.execute("CREATE TABLE drill_clock (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz)")
    keeping.back_up(places.vault(), datetime.now(UTC))
    times = _tick(3.0)
    _exact(times)
    _loss()
    _one_instance()


def _tick(seconds: float, every: float = 0.1) -> list[datetime]:
    from kept.server.connections import connect

    until, times = time.monotonic() + seconds, []
    with connect("owner") as owner:
        while time.monotonic() < until:
            found = owner.execute("INSERT INTO drill_clock (at) VALUES (clock_timestamp()) RETURNING at").fetchone()
            assert found
            times.append(found[0])
            time.sleep(every)
    return times


def _exact(times: list[datetime]) -> None:
    from kept.backup import places, restoring, shipping

    vault = places.vault()
    shipping.ship(vault, datetime.now(UTC))
    off, tries = [], (2, len(times) // 2, len(times) - 3)
    for number in tries:
        at = times[number] + (times[number + 1] - times[number]) / 2
        made = restoring.restore(vault, restoring.choose(vault, at), FOLDER / "empty", at=at)
        try:
            with restoring.connect(made) as connection:
                found = connection.execute("SELECT count(*) FROM drill_clock").fetchone()
        finally:
            restoring.tear_down(made)
        off.append(abs(int(str(found[0])) - number - 1) if found else 99)
    ground.write(ground.instances()["havlicek"], 5)
    shipping.ship(vault, datetime.now(UTC))
    made = restoring.restore(vault, restoring.choose(vault), FOLDER / "empty", newest=True)
    here, there = ground.files(FOLDER), ground.files(FOLDER / "empty")
    restoring.tear_down(made)
    tell(
        "a file that came after the backup is restored too",
        here == there and bool(here),
        f"{len(there)} of {len(here)}",
    )
    tell(f"{len(tries)} moments between two rows 0.1 s apart: rows too many or few", off == [0, 0, 0], str(off))


def _loss() -> None:
    """The machine is gone at a bad moment: what lies in the depot then is all there is."""
    from kept.backup import places, restoring, shipping

    vault, stop = places.vault(), threading.Event()

    def shipper() -> None:
        while not stop.wait(30):  # as the worker does
            shipping.ship(vault, datetime.now(UTC))

    hand = threading.Thread(target=shipper)
    hand.start()
    times = _tick(LOSS_SECONDS, 0.2)
    gone_at, left = datetime.now(UTC), FOLDER.parent / "drill-left"
    shutil.rmtree(left, ignore_errors=True)
    shutil.copytree(places.folder(), left)
    stop.set()
    hand.join()
    saved = places.vault_in(left, left, places.Ours())
    made = restoring.restore(saved, restoring.choose(saved), FOLDER / "empty", newest=True)
    try:
        with restoring.connect(made) as connection:
            found: Any = connection.execute("SELECT max(at), count(*) FROM drill_clock").fetchone()
    finally:
        restoring.tear_down(made)
        shutil.rmtree(left)
    lost = (gone_at - found[0]).total_seconds()
    tell("machine lost: seconds of work lost", 0 <= lost <= 60 and len(times) > 200, f"{lost:.1f} (at most 60)")


def _one_instance() -> None:
    """One instance goes back; the others, who work on, keep every bit."""
    from kept.backup import keeping, places

    known = ground.instances()
    ours, theirs = known["havlicek"], known["pennine"]
    then = keeping.back_up(places.vault(), datetime.now(UTC))
    before = _by_instance()
    ground.write(ours, 77)
    ground.write(theirs, 78)
    spoiled = _by_instance()
    said = subprocess.run(
        [str(ROOT / "bin/kept"), "backup", "restore", "--instance", "havlicek", "--at", then.moment],
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    after = _by_instance()
    back = {key: rows for key, rows in after.items() if key[0] == ours} == {
        key: rows for key, rows in before.items() if key[0] == ours
    }
    others = [key for key in spoiled.keys() | after.keys() if key[0] != ours and spoiled.get(key) != after.get(key)]
    changed = spoiled != before
    tell(
        "one instance restored: it is as it was",
        back and changed and not said.returncode,
        said.stdout.strip() or said.stderr.strip()[-300:],
    )
    tell(
        "one instance restored: others' rows that changed",
        not others and changed,
        f"{len(others)} of {sum(map(len, spoiled.values()))}",
    )


def _by_instance() -> dict[tuple[int, str], list[str]]:
    """Every row that belongs to an instance, by instance and table; not the log, which goes on."""
    from kept.backup.one_instance import tables
    from kept.server.connections import connect

    found: dict[tuple[int, str], list[str]] = {}
    with connect("backup") as connection:
        connection.execute("SET timezone = 'UTC'")
        for model in tables():
            table = model._meta.db_table
            for instance, row in connection.execute(f'SELECT instance_id, t::text FROM public."{table}" AS t'):
                found.setdefault((instance, table), []).append(row)
    return {key: sorted(rows) for key, rows in found.items()}
