"""What is missing, small, stale, unverified or too old raises an alarm, and the operator is told once."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kept.backup import ages, filing, keeping, log, watching
from kept.backup.manifest import Kept, Manifest
from kept.backup.models import Backup, Drill
from kept.backup.places import vault_in
from kept.backup.vault import Vault
from kept.outside.alarms import open_alarms
from kept.outside.storage.terms import Away
from kept.outside.telling import tell
from kept.web.watched import State

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SYSTEM = "77"


@pytest.fixture
def vault(tmp_path: Path, db: None) -> Vault:
    """A vault with sixteen good days in it, the newest one tried."""
    made = vault_in(tmp_path, tmp_path, b"k" * 32)
    for back in range(16):
        put(made, NOW - timedelta(days=back, hours=9), number=100 - back)
    Drill.objects.create(at=NOW - timedelta(hours=8), backup="x", good=True, seconds=3)
    return made


def put(vault: Vault, at: datetime, *, number: int, size: int = 1000) -> Manifest:
    name, segment = at.strftime("%Y%m%dT%H%M%SZ"), f"0000000100000000000000{number:02X}"
    files = [Kept("files/1/ab/x", 3, "", 0, f"aa{number}", "00" * 32)]
    vault.put_with(bytes(32), filing.place(files[0].blob), [b"abc"])
    stored = vault.put(at.date(), f"base-{name}", [os.urandom(size)])
    stamp = (NOW if number == 100 else at).strftime(log.STAMP)
    vault.put(at.date(), f"log-{SYSTEM}-{segment}-{stamp}", [b"x"])
    made = Manifest(
        id=name, day=at.date().isoformat(), taken_at=at.isoformat(), moment=at.isoformat(), restore_point="p",
        system=SYSTEM, major=15, first_log=segment, last_log=segment, lsn="0/0", exact=True, base_size=size,
        base_stored=stored, base_sha256="", stored=stored, seconds=1.0, files=files,
    )  # fmt: skip
    made.put(vault)
    return made


def alarms(vault: Vault, now: datetime = NOW) -> set[str]:
    from kept.backup.manifest import manifests

    return {each.code for each in watching.alarms_of(vault, [*manifests(vault)], ages.ages(vault, 14), now)}


def drop(vault: Vault, prefix: str) -> None:
    for each in vault.depot.there():
        if each.name.startswith(prefix):
            vault.depot.remove(each.name)


@pytest.mark.promise("D4")
def test_sixteen_good_days_raise_no_alarm_and_reach_back_far_enough(vault: Vault) -> None:
    row = watching.watch(vault, NOW)
    assert row.alarms == []
    assert row.days >= 14


def lose_a_piece(vault: Vault) -> None:
    """A piece of the log comes in, and the one before it never does."""
    vault.put(NOW.date(), f"log-{SYSTEM}-{102:024X}-{NOW:{log.STAMP}}".replace("-00000000", "-00000001"), [b"x"])


def forget_the_newest(vault: Vault) -> None:
    """The newest manifest is lost, and with it a backup that we know was whole."""
    at = NOW - timedelta(hours=9)
    name = f"{at:%Y%m%dT%H%M%SZ}"
    Backup.objects.create(name=name, begun_at=at, finished_at=at)
    drop(vault, f"days/2026-11-22/manifest-{name}")


SPOILED: dict[str, Callable[[Vault], Any]] = {
    "missing": lambda vault: drop(vault, "days/2026-11-20/base"),
    "missing ": lambda vault: drop(vault, "blobs/aa/aa95"),
    "missing   ": forget_the_newest,
    "missing  ": lambda vault: drop(vault, "days/"),
    "small": lambda vault: put(vault, NOW - timedelta(hours=1), number=101, size=400),
    "stale": lambda vault: drop(vault, "days/2026-11-22"),
    "unverified": lambda vault: Drill.objects.update(good=False),
    "unverified ": lambda vault: Drill.objects.update(at=NOW - timedelta(hours=27)),
    "unverified  ": lambda vault: Drill.objects.all().delete(),
    "old": lambda vault: put(vault, NOW - timedelta(days=17), number=3),
    "gap": lose_a_piece,
    "log": lambda vault: drop(vault, f"days/2026-11-22/log-{SYSTEM}"),
}


@pytest.mark.promise("D4")
@pytest.mark.parametrize("code", SPOILED)
def test_what_is_wrong_raises_its_alarm(vault: Vault, code: str) -> None:
    SPOILED[code](vault)
    assert code.strip() in alarms(vault)


@pytest.mark.promise("D4")
def test_a_copy_cut_short_in_the_depot_is_missing(vault: Vault) -> None:
    path = next(Path(vault.depot.root).glob("days/2026-11-22/base-*"))  # type: ignore[attr-defined]
    path.write_bytes(path.read_bytes()[:-1])
    assert "missing" in alarms(vault)


@pytest.mark.promise("D4")
def test_a_day_without_a_backup_breaks_the_reach(vault: Vault) -> None:
    drop(vault, "days/2026-11-15/")
    assert watching.watch(vault, NOW).days == 6


@pytest.mark.promise("D4")
def test_each_alarm_is_told_once_and_again_when_it_is_over(vault: Vault, letters: Any) -> None:
    Drill.objects.update(good=False)
    for _look in range(3):
        watching.watch(vault, NOW)
        tell()
    assert len(letters()) == 1
    assert "last drill failed" in letters()[0].text
    assert watching.health().state == State.DOWN
    drop(vault, "days/2026-11-20/base")
    watching.watch(vault, NOW)
    tell()
    assert len(letters()) == 2
    Drill.objects.update(good=True)
    watching.watch(vault, NOW)
    tell()
    assert (len(letters()), letters()[0].subject[:5]) == (3, "Over:")


@pytest.mark.promise("D4")
def test_what_a_restore_set_aside_goes_with_the_history(vault: Vault, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("KEPT_DATA", str(tmp_path / "data"))
    old, new = (tmp_path / "data" / f"files.before-{NOW - timedelta(days=days):%Y%m%dT%H%M%SZ}" for days in (17, 3))
    for folder in (old, new):
        folder.mkdir(parents=True)
    assert "old" in alarms(vault)
    keeping.end_old(vault, NOW)
    assert (old.exists(), new.exists()) == (False, True)
    assert "old" not in alarms(vault)


@pytest.mark.promise("D1")
def test_a_place_that_does_not_answer_raises_an_alarm_of_its_own(vault: Vault, monkeypatch: Any) -> None:
    def silent(prefix: str = "") -> Any:
        raise Away("s3.example.org does not answer (ConnectTimeoutError).")

    monkeypatch.setattr(vault.depot, "there", silent)
    row = watching.watch(vault, NOW)
    assert ([each["code"] for each in row.alarms], row.days) == (["away"], 0)
    assert ["s3.example.org does not answer" in each.sentence for each in open_alarms()] == [True]


@pytest.mark.promise("D4")
def test_whether_a_backup_is_due_is_looked_at_each_minute_since_after_a_restore_nothing_is_kept_until_it_is_there() -> (
    None
):
    from procrastinate.contrib.django import app

    crons = {name: task.cron for (name, _id), task in app.periodic_registry.periodic_tasks.items()}
    assert crons["backup.daily"] == "* * * * *"
