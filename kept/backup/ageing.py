"""What is older than the history goes: first the day's key, by which it is gone for good, then the bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kept.backup import filing, manifest
from kept.backup.days import oldest_kept
from kept.backup.vault import Vault
from kept.outside.storage.terms import Locked
from kept.policy.keeps import keeps


@dataclass(slots=True)
class Gone:
    """How much went."""

    keys: int = 0
    things: int = 0
    files: int = 0
    held: int = 0  # bytes that the store holds for a while yet; nobody can read them, their key is gone


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
            gone.things += _removed(vault, stored.name, gone)
    vault.depot.tidy()
    if gone.keys:
        gone.files = _drop_files(vault, gone)
    return gone


def _removed(vault: Vault, name: str, gone: Gone) -> bool:
    try:
        vault.depot.remove(name)
    except Locked:
        gone.held += 1
        return False
    return True


def _drop_files(vault: Vault, gone: Gone) -> int:
    """Files that no kept day has any more. Their keys went with their days; here go their bytes."""
    wanted = {each.blob for whole in manifest.manifests(vault) for each in whole.files}
    wanted |= {each.blob for each in filing.added(vault)}
    left = [each.name for each in vault.depot.there("blobs/") if each.name.rpartition("/")[2] not in wanted]
    return sum(_removed(vault, name, gone) for name in left)
