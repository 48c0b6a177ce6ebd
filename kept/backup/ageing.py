"""What is older than the history goes: first the day's key, by which it is gone for good, then the bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kept.backup import filing, manifest
from kept.backup.days import oldest_kept
from kept.backup.vault import Vault
from kept.policy.keeps import keeps


@dataclass(slots=True)
class Gone:
    """How much went."""

    keys: int = 0
    things: int = 0
    files: int = 0


@keeps("D4")
def age_out(vault: Vault, today: date, history: int) -> Gone:
    """End all days before the history. Returns what went. Only while nobody puts anything into the vault."""
    gone, limit = Gone(), oldest_kept(today, history)
    for day in vault.ring.days():
        if day < limit:
            vault.ring.destroy(day)
            gone.keys += 1
    for stored in vault.depot.there("days/"):
        if date.fromisoformat(stored.name.split("/")[1]) < limit:
            vault.depot.remove(stored.name)
            gone.things += 1
    vault.depot.tidy()
    if gone.keys:
        gone.files = _drop_files(vault)
    return gone


def _drop_files(vault: Vault) -> int:
    """Files that no kept day has any more. Their keys went with their days; here go their bytes."""
    wanted = {each.blob for whole in manifest.manifests(vault) for each in whole.files}
    wanted |= {each.blob for each in filing.added(vault)}
    dropped = 0
    for stored in vault.depot.there("blobs/"):
        if stored.name.rpartition("/")[2] not in wanted:
            vault.depot.remove(stored.name)
            dropped += 1
    return dropped
