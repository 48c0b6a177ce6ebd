"""Upgrade: the version before becomes this one while people read and write; back again; and a migration that fails.

KEPT_DRILL_FROM names commits to come from; without it, the last release, or the base that migrations are measured from.
"""

from __future__ import annotations

import inspect
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from bench.drill.ground import FOLDER, ROOT, leave_out, tell
from bench.drill.house import House, keys
from bench.drill.reload import CALLERS, Load

BASE = "tests/shape/migrations-base.txt"  # the migrations that ran when nobody had data yet
LOCK_TIMEOUT = 3.0  # seconds, as kept.server.migrating has it
FAILING = """
from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("tenancy", "{last}")]
    operations = [
        migrations.AddField("instance", "half_way", models.IntegerField(null=True)),
        migrations.RunSQL("SELECT 1 / 0"),
    ]
"""


def run() -> None:
    """From each commit, then the migration that fails."""
    commits, why = came_from()
    if not commits:
        leave_out(f"upgrade under load: {why}")
        return
    for commit in commits:
        _from(commit)


def came_from() -> tuple[list[str], str]:
    """The commits to upgrade from; none, and why."""
    if given := os.environ.get("KEPT_DRILL_FROM", "").split():
        return given, ""
    if not (ROOT / ".git").exists():
        return [], "this is no clone, so no earlier version is here"
    if tag := _git("describe", "--tags", "--abbrev=0", "HEAD^"):
        return [tag], ""
    base = _git("log", "-1", "--format=%H", "--", BASE)
    return ([base], "") if base else ([], "this clone has no history (git fetch --unshallow)")


def _git(*words: str) -> str:
    return subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True, timeout=60).stdout.strip()


@dataclass
class Work(Load):
    """Reading as the drill of reloads does, and somebody who writes beside it."""

    written: int = 0
    refused: list[str] = field(default_factory=list)

    def start(self) -> None:
        super().start()
        self.threads.append(threading.Thread(target=self._write))
        self.threads[-1].start()

    def _write(self) -> None:
        while not self.ending:
            headers = {"Authorization": f"Bearer {self.secrets[CALLERS]}", "Content-Type": "application/json"}
            status, _said, body = self.house.ask(
                "PUT", "/api/v2/person/", {"lastName": f"Meanwhile {self.written}"}, headers
            )
            if status == 201:
                self.written += 1
            else:
                self.refused.append(f"{status or 'no answer'} {body[:80].decode(errors='replace')}")
                time.sleep(0.2)
            time.sleep(0.1)

    def faults(self) -> list[str]:
        """What went wrong up to now."""
        return [*self.bad, *self.refused]


@dataclass
class Waits:
    """How long anybody of the application waited for a lock, at most (seconds), looked at ten times a second."""

    longest: float = 0.0
    ending: bool = False

    def look(self, line: psycopg.Connection[tuple[object, ...]]) -> None:
        while not self.ending:
            found = line.execute(
                "SELECT extract(epoch FROM max(clock_timestamp() - query_start)) FROM pg_stat_activity"
                " WHERE wait_event_type = 'Lock' AND usename <> 'kept_owner'"
            ).fetchone()
            self.longest = max(self.longest, float(str((found and found[0]) or 0)))
            time.sleep(0.1)


@contextmanager
def _waits(folder: str) -> Iterator[Waits]:
    from kept.server.place import place

    made = Waits()
    with psycopg.connect(
        host=str(place(Path(folder)).sockets), port=5432, user="postgres", dbname="kept", autocommit=True
    ) as line:
        thread = threading.Thread(target=made.look, args=(line,))
        thread.start()
        try:
            yield made
        finally:
            made.ending = True
            thread.join()


def _from(commit: str) -> None:
    old, short = _clone("before", commit), _git("rev-parse", "--short", commit)
    house = House(folder=str(FOLDER.parent / "upgraded"), root=str(old))
    _forget(house)
    try:
        house.start("--demo")
    except TimeoutError:
        house.stop()
        raise
    work = Work(house, _keys(house))
    try:
        work.start()
        time.sleep(3)
        with _waits(house.folder) as waits:
            done, migrated = _migrate(ROOT, house)
            time.sleep(3)  # the version before, over the tables of this one
            during, asked = work.faults(), work.answers + work.written
        tell(f"upgrade from {short}: tables brought up to date under load, failed", not done.returncode and not during,
             f"{len(during)} of {asked} {sorted(set(during))[:3]}, {migrated:.0f} s {done.stderr[-300:]}")  # fmt: skip
        tell(f"upgrade from {short}: longest that anybody waited for a lock", waits.longest < LOCK_TIMEOUT,
             f"{waits.longest:.1f} s (lock_timeout {LOCK_TIMEOUT:.0f} s)")  # fmt: skip
        _failing(house, work)
        gap = _change(house, ROOT)
        forth = _goes_on(work)
        back = _change(house, old)
        stayed = _goes_on(work)
    finally:
        work.end()
        house.stop()
        _forget(house)
    tell(f"upgrade from {short}: this version serves, the doors closed for", forth, f"{gap:.1f} s (a reload: none)")
    tell(f"upgrade from {short}: back to the program before, over newer tables", stayed, f"closed for {back:.1f} s")


def _migrate(root: Path, house: House) -> tuple[subprocess.CompletedProcess[str], float]:
    begun = time.monotonic()
    done = subprocess.run([f"{root}/bin/kept", "migrate"], cwd=root, env=os.environ | {"KEPT_DATA": house.folder},
                          capture_output=True, text=True, timeout=900)  # fmt: skip
    return done, time.monotonic() - begun


def _change(house: House, root: Path) -> float:
    """End the program that serves, start the other over the same data. Returns for how long nobody was answered."""
    house.stop()
    begun = time.monotonic()
    house.root = str(root)
    house.start()
    return time.monotonic() - begun


def _goes_on(work: Work) -> bool:
    """Whether the same people read and write on."""
    time.sleep(1)
    answers, written, faults = work.answers, work.written, len(work.faults())
    time.sleep(4)
    return work.answers > answers and work.written > written and len(work.faults()) == faults


def _failing(house: House, work: Work) -> None:
    """A migration that fails in its second step: it says so, nothing of it stays, nobody notices, and without it all is well."""
    broken = _clone("broken", "HEAD")
    folder = broken / "kept/tenancy/migrations"
    last = sorted(path.stem for path in folder.glob("0*.py"))[-1]
    (folder / "0999_fails.py").write_text(FAILING.format(last=last))
    before = len(work.faults())
    done, _took = _migrate(broken, house)
    with psycopg.connect(host=_sockets(house), port=5432, user="postgres", dbname="kept") as line:
        left = line.execute("SELECT count(*) FROM information_schema.columns WHERE column_name = 'half_way'").fetchone()
    (folder / "0999_fails.py").unlink()
    again, _took = _migrate(broken, house)
    good = done.returncode != 0 and left == (0,) and not again.returncode and len(work.faults()) == before
    tell("upgrade: a migration that fails leaves nothing, nobody notices, the next goes on", good,
         f"said {(done.stderr.strip().splitlines() or ['nothing'])[-1][:80]!r}; {left} columns left; "
         f"{len(work.faults()) - before} requests failed; again: {again.returncode}")  # fmt: skip


def _sockets(house: House) -> str:
    from kept.server.place import place

    return str(place(Path(house.folder)).sockets)


def _forget(house: House) -> None:
    from kept.backup import drilling, restoring
    from kept.server.place import place

    restoring.clear(Path(house.folder) / drilling.FOLDER)  # its first backup was being tried when it was stopped
    environment = os.environ | {"KEPT_DATA": house.folder}
    subprocess.run([f"{ROOT}/bin/kept", "stop"], env=environment, capture_output=True, timeout=120)
    shutil.rmtree(place(Path(house.folder)).home, ignore_errors=True)
    shutil.rmtree(house.folder, ignore_errors=True)


def _clone(name: str, commit: str) -> Path:
    """The program as it was at a commit, in a folder of its own, with what is installed here."""
    place = FOLDER.parent / name
    shutil.rmtree(place, ignore_errors=True)
    commit = _git("rev-parse", commit)
    subprocess.run(["git", "clone", "-q", "--no-checkout", str(ROOT), str(place)], check=True, timeout=300)
    subprocess.run(["git", "-C", str(place), "checkout", "-q", "--detach", commit], check=True, timeout=60)
    for each in (".venv", "node_modules"):
        (place / each).symlink_to((ROOT / each).resolve())
    subprocess.run(["node", "assets/build.mjs"], cwd=place, capture_output=True, timeout=120)
    return place


def _keys(house: House) -> list[str]:
    words = "from __future__ import annotations\n" + inspect.getsource(keys) + f"\nprint(*keys({CALLERS + 1}))"
    shell = [f"{house.root}/bin/kept", "manage", "shell", "-v", "0", "-c", words]
    environment = os.environ | {"KEPT_DATA": house.folder}
    done = subprocess.run(
        shell, env=environment, cwd=house.root, capture_output=True, text=True, check=True, timeout=120
    )
    return done.stdout.split()[-CALLERS - 1 :]
