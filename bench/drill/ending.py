"""Ending: an ended instance, and a backup of before restored: with the replay nothing of it is there, and its files never open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from bench.drill import ground
from bench.drill.ground import FOLDER, tell

if TYPE_CHECKING:
    from kept.backup.manifest import Manifest
    from kept.backup.vault import Vault

KIND = "an instance ended: "


def run() -> None:
    """Back up, end, restore to before: without the replay, and with it."""
    from kept.backup import keeping, places

    vault, known = places.vault(), ground.instances()
    ours, others = known["havlicek"], [number for slug, number in known.items() if slug != "havlicek"]
    ground.write(ours, 9)
    made = keeping.back_up(vault, datetime.now(UTC))
    _ended(ours, others)
    _restored(vault, made, ours)


def _ended(ours: int, others: list[int]) -> None:
    """End an instance, and look at what is left of it and at the others."""
    from kept.privacy.ending import emptying
    from kept.privacy.ending.models import EndCertificate
    from kept.tenancy.opening import system

    before = {number: _contents(number) for number in others}
    _end(ours)
    with system("drill"):
        certificate = EndCertificate.objects.get(of_id=ours)
    left = emptying.count(ours, emptying.Gone()).left
    rows, same = sum(certificate.gone.values()), before == {number: _contents(number) for number in others}
    tell(f"{KIND}rows and files left", certificate.complete and not left and rows > 100 and certificate.files > 0,
         f"{sum(left.values())} of {rows} rows and {certificate.files} files")  # fmt: skip
    tell(f"{KIND}others' rows that changed", same and bool(others), "0" if same else "some")


def _end(ours: int) -> None:
    """Ask for the end in the past, so that the database's own clock lets it come, and walk it to its last step."""
    from kept.policy import clock
    from kept.privacy.ending import asking, walking
    from kept.tenancy.models import Instance
    from kept.tenancy.opening import system

    with clock.moved(datetime.now(UTC) - timedelta(days=200)), system("drill"):
        asking.ask(Instance.objects.get(pk=ours), by=None, keep_days=0)
    with clock.moved(datetime.now(UTC) - timedelta(days=180)):
        walking.walk()
    walking.walk()


def _restored(vault: Vault, made: Manifest, ours: int) -> None:
    """Restore the backup of before, and look at what of the instance is there: before the replay, and after it."""
    from kept.backup import erasures, restoring
    from kept.outside import keys_chain

    empty = FOLDER / "empty"
    restored = restoring.restore(vault, made, empty)
    try:
        without, files = _there(restored, ours)
        share = (empty / "keys" / "instances" / str(ours)).exists()
        said = erasures.replay(vault, empty)
        found, after = _there(restored, ours)
    finally:
        restoring.tear_down(restored)
    tell("canary: restored without the replay, its rows and files", without > 100 and files > 0, f"{without}, {files}")
    tell("its files in that backup: halves of their key that are anywhere", not share and ours in keys_chain.load().ended,
         "0" if not share else "1")  # fmt: skip
    tell("restored with the replay, its rows and files", found == 0 and after == 0, f"{found}, {after} ({said})")


def _there(restored: Any, instance: int) -> tuple[int, int]:
    """Rows and files of the instance in the restored house."""
    from kept.backup import restoring

    with restoring.connect(restored) as connection:
        rows = _rows(connection, instance)
    return rows, sum(path.is_file() for path in (FOLDER / "empty" / "files" / str(instance)).rglob("*"))


def _rows(connection: psycopg.Connection[Any], instance: int) -> int:
    """Rows of the tables that go, counted by a role that row security does not bind."""
    from kept.privacy.ending.emptying import those_that_go

    number = 0
    for model in those_that_go():
        asked = sql.SQL("SELECT count(*) FROM {} WHERE instance_id = %s").format(sql.Identifier(model._meta.db_table))
        found = connection.execute(asked, [instance]).fetchone()
        number += int(found[0]) if found else 0
    return number


def _contents(instance: int) -> dict[str, list[str]]:
    from kept.privacy.ending.emptying import those_that_go
    from kept.tenancy.opening import system

    found: dict[str, list[str]] = {}
    with system("drill", instance):
        for model in those_that_go():
            found[model._meta.label] = sorted(map(str, model.objects.filter(instance_id=instance).values()))
    return found
