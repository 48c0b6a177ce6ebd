"""Kinds of jobs that are not driven with an effect of their own: why a second run changes nothing, or where it is proven."""

from __future__ import annotations

AGAIN: dict[str, str] = {
    "log.check": "compares, and writes the last outcome over the one before",
    "webhooks.try": "asks a machine of others: a trial may be told twice, and tells of nobody",
}


# What is no matter of one database: killed step by step by proofs of their own.
ELSEWHERE: dict[str, str] = {
    "backup.ship": "bench/drill/moments.py",
    "backup.daily": "bench/drill/days.py",
    "backup.watch": "tests/backup",
    "keys.rotate": "tests/keys/test_roots.py",
    "keys.tend": "tests/keys/test_roots.py",
}
