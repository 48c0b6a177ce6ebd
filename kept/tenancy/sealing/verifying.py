"""Verifying: whether the log is what was sealed. It believes nothing of the database but what the signatures say.

It runs on any cursor that may read the three tables, so it can be run by somebody else, elsewhere, on a copy.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kept.tenancy.sealing import tree
from kept.tenancy.sealing.signing import is_signed

SEALS = """
SELECT number, until, entries, leaves, root, previous, digest, signature FROM sealing_seal
 WHERE instance_id = %s ORDER BY number
"""
SALTS = "SELECT salts FROM sealing_salts WHERE instance_id = %s AND number = %s"
LINES = f"SELECT {', '.join(tree.COLUMNS)} FROM audit_entry WHERE instance_id = %s AND id = ANY(%s)"  # noqa: S608
UNSEALED = """
WITH closed AS MATERIALIZED (SELECT unnest(entries) AS entry FROM sealing_seal WHERE instance_id = %s)
SELECT e.id FROM audit_entry e LEFT JOIN closed ON closed.entry = e.id
 WHERE e.instance_id = %s AND e.at <= %s AND closed.entry IS NULL ORDER BY e.id LIMIT 100
"""
LATE = timedelta(minutes=5)  # a line that is older and has no seal was put in behind our back
SHOWN = 20


class Cursor(Protocol):
    """What it takes to read."""

    def execute(self, query: Any, params: Any = None) -> Any: ...
    def fetchall(self) -> Any: ...
    def fetchone(self) -> Any: ...


@dataclass(slots=True)
class Verdict:
    """How many seals and lines were looked at, and what was wrong, in sentences (the first twenty)."""

    seals: int = 0
    lines: int = 0
    faults: list[str] = field(default_factory=list)

    def blame(self, fault: str) -> None:
        if len(self.faults) < SHOWN:
            self.faults.append(fault)


def verify(
    cursor: Cursor, instance: int, key: Ed25519PublicKey, head: tuple[int, bytes] | None, *, now: datetime,
    kept_since: datetime, blanked: Container[int] = (),
) -> Verdict:  # fmt: skip
    """Verify the whole log of an instance. `head`: the last seal noted outside the database; `blanked`: the lines whose
    salts were destroyed on purpose, noted there too. Lines from before `kept_since` may have aged out; a younger one
    that is sealed must be there."""
    verdict, previous, number = Verdict(), tree.FIRST, 0
    cursor.execute(SEALS, [instance])
    digests = {}
    for row in cursor.fetchall():
        parts: list[Any] = [bytes(part) if isinstance(part, memoryview) else part for part in row]
        seal = _Seal(*parts)
        for fault in _wrong_with_seal(seal, instance, number, previous, key):
            verdict.blame(fault)
        _compare(cursor, instance, seal, verdict, kept_since, blanked)
        number, previous = seal.number, seal.digest
        digests[seal.number] = seal.digest
        verdict.seals += 1
    if head and digests.get(head[0]) != head[1]:
        verdict.blame(f"seal {head[0]} was noted outside, and is not here as it was")
    cursor.execute(UNSEALED, [instance, instance, now - LATE])
    for (line,) in cursor.fetchall():
        verdict.blame(f"line {line} has no seal")
    return verdict


@dataclass(frozen=True, slots=True)
class _Seal:
    number: int
    until: datetime
    entries: Sequence[int]
    leaves: bytes
    root: bytes
    previous: bytes
    digest: bytes
    signature: bytes


def _wrong_with_seal(seal: _Seal, instance: int, before: int, previous: bytes, key: Ed25519PublicKey) -> Iterator[str]:
    leaves = tree.parts(seal.leaves, tree.HASH)
    digest = tree.digest(instance, seal.number, seal.until, seal.entries, seal.root, seal.previous)
    if seal.number != before + 1 or seal.previous != previous:
        yield f"seal {seal.number} does not follow the one before it"
    if len(leaves) != len(seal.entries) or tree.root(leaves) != seal.root:
        yield f"seal {seal.number} has other leaves than its root"
    if digest != seal.digest or not is_signed(key, digest, seal.signature):
        yield f"seal {seal.number} is not what was signed"


def _compare(
    cursor: Cursor, instance: int, seal: _Seal, verdict: Verdict, kept_since: datetime, blanked: Container[int]
) -> None:
    cursor.execute(SALTS, [instance, seal.number])
    found = cursor.fetchone()
    salts = tree.parts(bytes(found[0]), tree.SALT) if found else []
    cursor.execute(LINES, [instance, list(seal.entries)])
    lines = {line[0]: line for line in cursor.fetchall()}
    leaves = tree.parts(seal.leaves, tree.HASH)
    if len(salts) != len(seal.entries):
        verdict.blame(f"seal {seal.number} lacks salts")
        return
    for place, (entry, salt) in enumerate(zip(seal.entries, salts, strict=True)):
        verdict.lines += 1
        line = lines.get(entry)
        if line is None:
            if seal.until > kept_since:
                verdict.blame(f"line {entry} is gone")
        elif salt == tree.BLANK:
            if entry not in blanked:
                verdict.blame(f"line {entry} cannot be proven, and nobody noted why")
        elif tree.leaf(salt, line) != leaves[place]:
            verdict.blame(f"line {entry} is not what was sealed")
