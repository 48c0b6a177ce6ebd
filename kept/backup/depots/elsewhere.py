"""The depot that kept.toml names when it is not a folder: a bucket, whose store may lock things, or another machine."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from kept.backup.days import history, longest_memory
from kept.backup.depot import Depot, Holding
from kept.backup.manifest import Manifest
from kept.backup.vault import Vault
from kept.policy import clock
from kept.policy.keeps import keeps
from kept.policy.recipients import NoRecipient
from kept.server.trouble import Trouble


@keeps("D1", "S1")
def depot(settings: dict[str, Any]) -> Depot | None:
    """The depot that [backup.s3] or [backup.sftp] names; None when neither is there. Raises Trouble."""
    if not (settings.get("s3") or settings.get("sftp")):
        return None
    from kept.outside.storage import named  # large: only who has a depot elsewhere loads it

    try:
        if settings.get("s3"):
            return named.bucket(settings["s3"], "backup.s3", until=held_until)
        return named.machine(settings["sftp"], "backup.sftp")
    except (NoRecipient, ValueError, OSError) as wrong:
        raise Trouble(f"The backups have no place: {wrong}.") from wrong


def note_link(place: Depot) -> None:
    """Have it known how the line to a depot elsewhere is protected."""
    look = getattr(place, "note_link", None)
    if look:
        look("backup")


@keeps("D4")
def held_until(name: str) -> datetime | None:
    """Until when a store that locks shall hold something. The keys of days are never held: they must be able to go."""
    kind, _slash, rest = name.partition("/")
    if kind == "days":
        return _midnight(date.fromisoformat(rest.split("/")[0]) + longest_memory(history()))
    return _midnight(clock.now().date() + 2 * longest_memory(history())) if kind == "blobs" else None


def hold_longer(vault: Vault, made: Manifest, before: Manifest | None) -> int:
    """Files that stay have their lock drawn out, each once a history. Returns how many."""
    bucket = vault.depot
    if not isinstance(bucket, Holding) or not bucket.holds or before is None:
        return 0
    wanted, cycle, drawn = {f"blobs/{each.blob[:2]}/{each.blob}" for each in made.files}, timedelta(days=history()), 0
    for stored in bucket.there("blobs/"):
        turns = [(each.at - stored.at) // cycle for each in (before, made)]
        if stored.name in wanted and turns[1] > max(turns[0], 0):
            until = held_until(stored.name)
            bucket.hold(stored.name, until) if until else None
            drawn += 1
    return drawn


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
