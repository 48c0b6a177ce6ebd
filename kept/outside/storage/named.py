"""What kept.toml says of stores elsewhere, and whether somebody under contract stands behind them (S1)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kept.outside.storage.s3 import Bucket
from kept.outside.storage.s3_place import Place
from kept.outside.storage.sftp import Remote
from kept.outside.storage.sftp_line import Machine
from kept.policy.keeps import keeps
from kept.policy.recipients import recipient_for
from kept.policy.terms import Recipient

ROLE = "storage"
LOCKS = ("", "governance", "compliance")
BUCKET: dict[str, Any] = {
    "bucket": "", "endpoint": "", "region": "us-east-1", "prefix": "", "access_key": "", "secret_file": "",
    "authority": "", "lock": "",
}  # fmt: skip
MACHINE: dict[str, Any] = {"host": "", "port": 22, "user": "", "folder": "", "key_file": "", "host_key": ""}


@keeps("S1", "D1")
def under_contract() -> Recipient:
    """The provider of storage that kept.toml names, its safeguard in force today. Raises NoRecipient."""
    return recipient_for(ROLE, purpose="L5")


def bucket_of(section: dict[str, Any], name: str) -> Place:
    """The bucket that a section of kept.toml names. Raises ValueError for what cannot be."""
    known = _complete(section, BUCKET, name, ("bucket", "access_key", "secret_file"))
    if known["lock"] not in LOCKS:
        raise ValueError(f"[{name}] lock is one of governance, compliance, or not there")
    secret = Path(known.pop("secret_file")).read_text().strip()
    return Place(secret=secret, **known)


def machine_of(section: dict[str, Any], name: str) -> Machine:
    """The machine that a section of kept.toml names. Raises ValueError for what cannot be."""
    known = _complete(section, MACHINE, name, ("host", "user", "folder", "key_file", "host_key"))
    if len(known["host_key"].split()) < 2:
        raise ValueError(f"[{name}] host_key is a kind and a key, such as: ssh-ed25519 AAAA…")
    return Machine(**known)


def bucket(section: dict[str, Any], name: str, **more: Any) -> Bucket:
    """The bucket, if somebody is under contract for it. Raises NoRecipient, ValueError, OSError for the secret."""
    under_contract()
    return Bucket(bucket_of(section, name), **more)


def machine(section: dict[str, Any], name: str) -> Remote:
    """The machine, if somebody is under contract for it. Raises NoRecipient, ValueError."""
    under_contract()
    return Remote(machine_of(section, name))


def _complete(section: dict[str, Any], known: dict[str, Any], name: str, needed: tuple[str, ...]) -> dict[str, Any]:
    unknown = sorted(set(section) - set(known))
    if unknown:
        raise ValueError(f"kept.toml has settings in [{name}] that Kept does not know: {', '.join(unknown)}")
    missing = [each for each in needed if not section.get(each)]
    if missing:
        raise ValueError(f"[{name}] lacks {', '.join(missing)}")
    return known | section
