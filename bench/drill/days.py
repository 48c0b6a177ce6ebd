"""Eighteen simulated days: a backup each, ageing as it goes; then every day that is left is restored and compared."""

from __future__ import annotations

import shutil
import statistics
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.drill import ground
from bench.drill.ground import FOLDER, MARKER, tell

DAYS = 18
OWN = frozenset({"backup_backup"})  # the row of the backup itself is finished after its moment


def run() -> None:
    """Take, age, restore, compare."""
    from kept.backup import keeping, manifest, places
    from kept.backup.watching import restorable_days

    vault, first = places.vault(), datetime.now(UTC) - timedelta(days=DAYS - 1)
    told: dict[str, tuple[dict[str, list[str]], dict[str, str]]] = {}
    stored, seconds, kept_aside, held = 0, [], FOLDER.parent / "drill-lingering", ground.instances()["havlicek"]
    for number in range(DAYS):
        now = first + timedelta(days=number)
        ground.write(held, number)
        made = keeping.back_up(vault, now)
        told[made.id] = (ground.living_rows(), ground.files(FOLDER))
        if number == 0:
            shutil.rmtree(kept_aside, ignore_errors=True)
            shutil.copytree(places.folder() / "days", kept_aside)
        keeping.end_old(vault, now)
        stored, seconds = stored + made.stored, [*seconds, made.seconds]
    now, known = first + timedelta(days=DAYS - 1), [*manifest.manifests(vault)]
    exact = sum(each.exact for each in known)
    tell(
        f"{DAYS} days: a backup each",
        exact == len(known),
        f"{statistics.median(seconds):.1f} s each, {stored / 1e6:.0f} MB in all",
    )
    days = restorable_days(known, now)
    tell("days back of which any moment can be restored", days >= 14, f"{days} (promised 14)")
    _restore_all(vault, [each for each in known if each.id in told], told)  # a drill before this one may have left some
    _lingering(vault, kept_aside, first.date())
    _markers(places.folder())


def _restore_all(vault: Any, known: list[Any], told: dict[str, Any]) -> None:
    looked = Looked()
    for each in known:
        looked.at(vault, each, told[each.id])
    good = not looked.wrong and looked.rows > 0 and looked.files > 0 and len(known) >= 15
    tell(
        f"{len(known)} days restored into an empty cluster, differences",
        good,
        f"{len(looked.wrong)} in {looked.rows} rows and {looked.files} files {looked.wrong[:3] or ''}",
    )
    took = looked.took
    tell("seconds for one of them, median and longest", True, f"{statistics.median(took):.1f} and {max(took):.1f}")
    drills = sum(_rehearsed(vault, each) for each in known[:2])
    tell("of 2 the daily drill says the same", drills == 2, str(drills))
    newest = told[known[0].id][0]
    spoiled = {**newest, "contacts_contact": newest["contacts_contact"][1:]}
    tell("canary: a row less is seen", bool(ground.differences(newest, spoiled)), "seen")


@dataclass
class Looked:
    """What was compared, what differed, and how long each restore took."""

    rows: int = 0
    files: int = 0
    wrong: list[str] = field(default_factory=list)
    took: list[float] = field(default_factory=list)

    def at(self, vault: Any, backup: Any, then: tuple[dict[str, list[str]], dict[str, str]]) -> None:
        """Restore a backup into an empty cluster and compare it with what was there when it was taken."""
        from kept.backup import restoring

        began = time.monotonic()
        made = restoring.restore(vault, backup, FOLDER / "empty")
        self.took.append(time.monotonic() - began)
        try:
            with restoring.connect(made) as connection:
                rows = ground.rows(connection)
            files = ground.files(FOLDER / "empty")
        finally:
            restoring.tear_down(made)
        self.wrong += [f"{backup.id} {name}" for name in ground.differences(rows, then[0], but=OWN)]
        self.wrong += [f"{backup.id} files"] if files != then[1] else []
        self.wrong += [f"{backup.id} no sentinel"] if not any(backup.id in row for row in rows["backup_backup"]) else []
        self.rows += sum(len(lines) for lines in rows.values())
        self.files += len(files)


def _rehearsed(vault: Any, backup: Any) -> bool:
    """Whether the daily drill finds the backup good."""
    from kept.backup.drilling import Found, rehearse

    found = Found()
    rehearse(vault, backup, found)
    return found.good


def _lingering(vault: Any, aside: Path, day: date) -> None:
    """The bytes of the first day come back from somewhere: without its key they are noise."""
    from kept.backup import places
    from kept.backup.ring import KeyGone

    target = places.folder() / "days" / day.isoformat()
    shutil.copytree(aside / day.isoformat(), target)
    names = [path.name for path in target.iterdir()]
    opened = 0
    for name in names:
        try:
            b"".join(vault.get(day, name))
            opened += 1
        except KeyGone:
            continue
    shutil.rmtree(target)
    shutil.rmtree(aside)
    tell(
        "things of a day past the history that can still be read",
        opened == 0 and len(names) > 2,
        f"{opened} of {len(names)}",
    )


def _markers(depot: Path) -> None:
    """What people typed stands nowhere in the depot; the same search finds it in the database's own folder."""
    from kept.server.place import place

    words = [MARKER.encode(), b"Kvido", b"havlicek", b"contacts_contact", b"PostgreSQL"]
    found = _search(depot, words)
    here = _search(place().data / "base", [b"Kvido"])
    tell(
        "plaintext markers in the depot", found == 0 and here > 0, f"{found} (canary: {here} in the database's folder)"
    )


def _search(folder: Path, words: list[bytes]) -> int:
    return sum(path.read_bytes().count(word) for path in folder.rglob("*") if path.is_file() for word in words)
