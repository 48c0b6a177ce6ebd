"""Kinds of jobs that are not driven with an effect of their own: why a second run changes nothing, or where it is proven."""

from __future__ import annotations

AGAIN: dict[str, str] = {
    "log.seal": "seals lines after the last seal, one chain under one lock; what it draws is new each time",
    "log.seal_late": "seals lines that no seal covers",
    "log.check": "compares, and writes the last outcome over the one before",
    "webhooks.deliver": "asks a machine of others: it may be told twice, never not at all, and knows an event by its number",
    "webhooks.try": "the same: a trial tells of nobody",
    "statistics.release": "a month is released once: its row is unique",
}


# What is no matter of one database: killed step by step by proofs of their own.
ELSEWHERE: dict[str, str] = {
    "backup.ship": "bench/drill/moments.py",
    "backup.daily": "bench/drill/days.py",
    "backup.watch": "tests/backup",
    "keys.rotate": "tests/keys/test_roots.py",
    "keys.tend": "tests/keys/test_roots.py",
}
