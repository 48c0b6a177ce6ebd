"""What comes in is looked into before anybody can have it, by a scanner that speaks as clamd does, and by clamd itself."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from kept.outside import alarms, files, held, scanning, scanning_log
from kept.outside.configuration import scanner_settings
from kept.outside.jobs import look_again
from kept.outside.scanning import Infected
from kept.status.counts import SIZE
from kept.status.metrics import lines
from kept.status.snapshot import Part, Snapshot
from kept.tenancy.opening import system
from kept.web.refused import Refused
from kept.web.watched import State
from tests.cast import World
from tests.scanners import EICAR, clamd, scanner

CLEAN = b"Minutes of the meeting\n" * 20


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def socket(settings: Any) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="scan") as short:  # a socket's name may not be long
        place = Path(short) / "s"
        settings.SCANNER = {"address": f"unix:{place}", "away": "wait"}
        yield place


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The jobs that were queued, done by nobody."""
    queued: list[dict[str, Any]] = []

    class Deferred:
        @staticmethod
        def defer(**ids: Any) -> None:
            queued.append(ids)

    monkeypatch.setattr(look_again, "configure", lambda **_when: Deferred)
    return queued


@pytest.fixture
def here(world: World) -> Iterator[int]:
    with system("tests", world.ours.instance.pk):
        yield world.ours.instance.pk


def lying(folder: Path) -> list[Path]:
    return [path for path in (folder / "files").rglob("*") if path.is_file()]


@pytest.mark.promise("D9")
def test_what_the_scanner_knows_is_kept_nowhere_and_the_rest_is(here: int, socket: Path, folder: Path) -> None:
    key = uuid4()
    with scanner(socket) as asked:
        with pytest.raises(Infected, match="Eicar-Test"):
            files.write(here, uuid4(), [CLEAN, EICAR])
        assert lying(folder) == []
        files.write(here, key, [CLEAN, CLEAN])
    assert asked.seen == [CLEAN + EICAR, CLEAN + CLEAN], "it saw all of each, and each once"
    assert b"".join(files.read(here, key)) == CLEAN + CLEAN


def test_without_a_scanner_everything_is_as_before(here: int) -> None:
    key = uuid4()
    files.write(here, key, [EICAR])
    assert b"".join(files.read(here, key)) == EICAR


@pytest.mark.promise("D9")
def test_a_find_raises_an_alarm_and_is_counted_and_the_day_after_the_alarm_ends(
    here: int, socket: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scanner(socket):
        with pytest.raises(Infected):
            files.write(here, uuid4(), [EICAR])
        assert [one.code for one in alarms.open_alarms()] == ["files.found"]
        health = scanning_log.measure()
        assert (health.state, health.figures["found"]) == (State.WELL, 1)
        monkeypatch.setattr(scanning_log.time, "time", lambda real=scanning_log.time.time: real() + 90_000)
        scanning_log.measure()
    assert alarms.open_alarms() == []


@pytest.mark.promise("D9")
def test_while_it_is_away_a_file_waits_and_nobody_can_read_it(
    here: int, socket: Path, later: list[dict[str, Any]]
) -> None:
    key = uuid4()
    files.write(here, key, [CLEAN])
    with pytest.raises(held.NotCheckedYet):
        files.read(here, key)
    assert later == [{"instance_id": here, "key": str(key)}]
    look_again(**later.pop())
    assert len(later) == 1, "it is tried again"
    with pytest.raises(held.NotCheckedYet):
        files.read(here, key)
    with scanner(socket):
        look_again(**later.pop())
    assert b"".join(files.read(here, key)) == CLEAN
    assert not held.Held.objects.exists()


@pytest.mark.promise("D9")
def test_what_is_found_when_it_is_back_is_destroyed_and_says_so(
    here: int, socket: Path, folder: Path, later: list[dict[str, Any]]
) -> None:
    key = uuid4()
    files.write(here, key, [EICAR])
    assert len(lying(folder)) == 1
    with scanner(socket):
        look_again(**later.pop())
    assert lying(folder) == []
    assert not files.exists(here, key)
    with pytest.raises(Infected):
        files.read(here, key)
    files.delete(here, key)
    assert not held.Held.objects.exists()


def test_the_operator_may_have_it_refused_instead(here: int, socket: Path, settings: Any, folder: Path) -> None:
    settings.SCANNER = settings.SCANNER | {"away": "refuse"}
    with pytest.raises(Refused, match="cannot be checked"):
        files.write(here, uuid4(), [CLEAN])
    assert lying(folder) == []


def test_a_file_too_large_for_the_scanner_is_refused_in_words(here: int, socket: Path, folder: Path) -> None:
    with scanner(socket), pytest.raises(Refused, match="too large"):
        files.write(here, uuid4(), (b"x" * 65536 for _piece in range(64)))
    assert lying(folder) == []


def test_its_part_of_the_house_is_down_while_it_is_away_and_is_told_in_figures(socket: Path) -> None:
    assert scanning_log.measure().state == State.DOWN
    with scanner(socket):
        assert scanning_log.measure().state == State.WELL
    part = Part("scanner", "well", figures=dict(scanning_log.measure().figures))
    assert "kept_scanner_found 0" in [*lines([0.0] * (SIZE // 8), Snapshot(parts=[part]))]


def test_a_scanner_elsewhere_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files would go there in the clear."""
    config = tmp_path / "kept.toml"
    monkeypatch.setenv("KEPT_CONFIG", str(config))
    for good in ("unix:/run/clamav/clamd.ctl", "tcp:127.0.0.1:3310", "tcp:[::1]:3310", ""):
        config.write_text(f'[files]\nscanner = "{good}"\n')
        assert scanner_settings()["address"] == good
    for bad in (
        'scanner = "tcp:10.0.0.7:3310"',
        'scanner = "tcp:127.0.0.1.evil.example:3310"',
        'scanner_away = "take"',
    ):
        config.write_text(f"[files]\n{bad}\n")
        with pytest.raises(ValueError, match="scanner"):
            scanner_settings()


@pytest.mark.skipif(not (shutil.which("clamd") or Path("/usr/sbin/clamd").exists()), reason="clamd is not installed")
def test_clamd_itself_is_understood(here: int, settings: Any, folder: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="clam") as short, clamd(Path(short)) as address:
        settings.SCANNER = {"address": address, "away": "refuse"}
        scanning.ping()
        with pytest.raises(Infected, match="Eicar"):
            files.write(here, uuid4(), [EICAR])
        with pytest.raises(Refused, match="too large"):
            files.write(here, uuid4(), (b"x" * 65536 for _piece in range(64)))
        assert lying(folder) == []
        key = uuid4()
        files.write(here, key, [CLEAN])
        assert b"".join(files.read(here, key)) == CLEAN
