"""When the next backup is taken: at once after a restore, later after one that failed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kept.backup import jobs, keeping, log
from kept.backup.models import Backup
from kept.tenancy.opening import system


class Taken(Exception):
    """Stands for the backup that would be taken now."""


@pytest.fixture(autouse=True)
def none_is_taken(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def take(*_anything: object) -> None:
        raise Taken("now")

    monkeypatch.setattr(keeping, "back_up", take)


def begun(*, minutes: int, trouble: str = "") -> None:
    now = datetime.now(UTC)
    Backup.objects.create(name="20261123T040104Z", begun_at=now - timedelta(minutes=minutes), trouble=trouble)


def is_taken() -> bool:
    try:
        jobs.daily(0)
    except Taken:
        return True
    return False


@pytest.mark.promise("D4")
@pytest.mark.parametrize(
    ("minutes", "trouble", "kept", "expected"),
    [
        (5, "", False, True),  # restored from it: it never saw its own end
        (5, "OSError: no room", False, False),
        (5, "", True, False),  # its worker was killed, the log of this life comes in
        (31, "OSError: no room", True, True),
    ],
)
def test_after_a_restore_at_once_after_a_failure_half_an_hour_later(
    monkeypatch: pytest.MonkeyPatch, minutes: int, trouble: str, kept: bool, expected: bool
) -> None:
    monkeypatch.setattr(log, "wanted", lambda _place: kept)
    with system("tests"):
        begun(minutes=minutes, trouble=trouble)
        assert is_taken() is expected
