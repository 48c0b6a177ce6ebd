"""The days of the history: a backup belongs to a day (UTC), and the day's key ends with the history."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from kept.policy.controller import controller


def history() -> int:
    """How many days back any moment can be restored: the register's figure, or the operator's longer one (D4)."""
    return controller().limit("backup_history_days")


def interval() -> timedelta:
    """The longest time between two backups (D4)."""
    return timedelta(hours=controller().limit("backup_interval_hours"))


def day_of(now: datetime) -> date:
    """The day of a moment."""
    return now.astimezone(UTC).date()


def oldest_kept(today: date, days: int) -> date:
    """The first day that is still kept. A moment `days` ago needs the backup of the day before it, hence one more."""
    return today - timedelta(days=days + 1)


def longest_memory(days: int) -> timedelta:
    """After this long nothing of what was removed can come back from a backup: its day's key is gone."""
    return timedelta(days=days + 2)
