"""The drill: each day the newest backup is restored beside us, looked through, and removed again. Else it counts not."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from kept.backup import erasures, restoring
from kept.backup.digests import digests
from kept.backup.manifest import Manifest
from kept.backup.models import Drill
from kept.backup.restoring import Restored
from kept.backup.taking import free_enough, one_at_a_time
from kept.backup.vault import Vault
from kept.policy.keeps import keeps
from kept.server import cluster
from kept.server.place import data_folder
from kept.server.trouble import Trouble

CHECK_SECONDS = 3600
FOLDER = "drill"
LOCK = "backup-drill"


@dataclass(slots=True)
class Found:
    """What a drill has seen: a line each, whether it was good, and a sentence with its facts."""

    lines: list[tuple[str, bool, str, dict[str, Any]]] = field(default_factory=list)

    def note(self, what: str, good: bool, words: str, **facts: Any) -> None:
        self.lines.append((what, good, words, facts))

    @property
    def good(self) -> bool:
        return bool(self.lines) and all(good for _what, good, _words, _facts in self.lines)


def told(row: Drill) -> list[tuple[str, bool, str]]:
    """What a drill has seen, in the language of whoever reads it."""
    return [(gettext(what), good, gettext(words) % facts) for what, good, words, facts in row.findings]


@keeps("D4")
def drill(vault: Vault, now: datetime, chosen: Manifest | None = None) -> Drill:
    """Restore a backup, the newest if none is named, into a folder of its own, look through it, remember the result."""
    began, found = time.monotonic(), Found()
    name = chosen.id if chosen else ""
    try:
        chosen = chosen or restoring.choose(vault)
        name = chosen.id
        with one_at_a_time(LOCK):
            rehearse(vault, chosen, found)
    except Exception as trouble:
        found.note(_("restored"), False, "%(trouble)s", trouble=f"{type(trouble).__name__}: {trouble}"[:500])
    row: Drill = Drill.objects.create(
        at=now, backup=name, good=found.good, seconds=round(time.monotonic() - began, 2), findings=found.lines
    )
    return row


def tidy() -> None:
    """End what a drill that was killed left running."""
    with contextlib.suppress(BlockingIOError), one_at_a_time(LOCK, wait=False):
        restoring.clear(data_folder() / FOLDER)


def rehearse(vault: Vault, chosen: Manifest, found: Found, folder: Path | None = None) -> None:
    """Restore, look through, remove. What is seen goes into `found`; what cannot be restored raises."""
    folder = folder or data_folder() / FOLDER
    restoring.clear(folder)
    if not free_enough(folder, chosen.base_size + restoring.sizes(chosen.files)):
        raise Trouble(f"There is no room for a drill in {folder.parent}.")
    made = restoring.restore(vault, chosen, folder)
    try:
        found.note(_("restored"), True, _("%(n)s s"), n=round(made.seconds, 1))
        for look in (_rows, _files, _sentinel, _checked, _erasures(vault)):
            look(made, found)
    finally:
        restoring.tear_down(made)


def _rows(made: Restored, found: Found) -> None:
    """Every table holds what it held at the moment, and they are not all empty."""
    if not made.manifest.exact:
        found.note(_("rows"), False, _("the moment was not still, so rows cannot be compared"))
        return
    with restoring.connect(made) as connection:
        there = digests(connection)
    wanted = made.manifest.tables
    wrong = sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))
    rows = sum(int(rows) for rows, _digest in there.values())
    words = _("different: %(tables)s") if wrong else _("%(rows)s in %(number)s tables")
    found.note(_("rows"), not wrong and rows > 0, words, rows=rows, number=len(there), tables=", ".join(wrong)[:300])


def _files(made: Restored, found: Found) -> None:
    """Every file was compared by its hash when it came; here, that they are all there."""
    wanted = {each.path for each in made.manifest.files}
    folder = made.place.data_folder
    missing = [path for path in wanted if not (folder / path).is_file()]
    words = _("%(missing)s of %(number)s are missing") if missing else "%(number)s"
    found.note(_("files"), not missing, words, missing=len(missing), number=len(wanted))


def _sentinel(made: Restored, found: Found) -> None:
    """The row that was written just before the moment is there, so this is that very backup and no older one."""
    with restoring.connect(made) as connection:
        there = connection.execute(
            "SELECT count(*) FROM backup_backup WHERE name = %s AND finished_at IS NULL", [made.manifest.id]
        ).fetchone()
        users = connection.execute("SELECT count(*) FROM django_migrations").fetchone()
    good = there == (1,) and users is not None and users != (0,)
    found.note(_("row of that very backup"), good, _("found") if good else _("not found"))


def _checked(made: Restored, found: Found) -> None:
    """PostgreSQL's own look through tables and indexes, where its program is on this machine."""
    program = made.programs.program("pg_amcheck")
    if not Path(program).exists():
        found.note(_("tables and indexes"), True, _("pg_amcheck is not on this machine"))
        return
    words = [program, "-h", str(made.place.sockets), "-U", "postgres", "-d", "kept", "--install-missing"]
    said = cluster.as_owner(made.place, *words, seconds=CHECK_SECONDS)
    result = _("whole") if not said.returncode else "%(said)s"
    found.note(_("tables and indexes"), not said.returncode, result, said=said.stdout.strip()[:300])


def _erasures(vault: Vault) -> Callable[[Restored, Found], None]:
    def look(made: Restored, found: Found) -> None:
        """Who was erased since is erased again."""
        said = erasures.replay(vault, made.place.data_folder)
        found.note(_("erasures"), True, _("replayed: %(said)s"), said=said)

    return look
