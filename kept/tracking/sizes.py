"""Classes of sizes: answers by doubled kilobytes, durations by quarters of a doubling, so that a day's numbers are few."""

from __future__ import annotations

import math
from collections.abc import Mapping

LEAST_BYTES = 1024
STEPS = 4  # classes from one duration to its double: each is a fifth wider than the one below
LEAST_MS = 0.25
MOST = 80  # a quarter of a millisecond times 2^20: four minutes


def bytes_class(size: int) -> int:
    """The upper end of the class that an answer's size falls into: 0, 1 kB, 2 kB, 4 kB …"""
    if size <= 0:
        return 0
    return LEAST_BYTES if size <= LEAST_BYTES else 1 << (size - 1).bit_length()


def duration_class(ms: float) -> int:
    """The number of the class of a duration."""
    if ms <= LEAST_MS:
        return 0
    return min(MOST, math.ceil(STEPS * math.log2(ms / LEAST_MS)))


def upper_end(size: int) -> float:
    """The longest duration of a class, in milliseconds, in two figures: it is no more exact than that."""
    return float(f"{LEAST_MS * 2 ** (size / STEPS):.2g}")


def percentile(numbers: Mapping[int, int], share: float) -> float:
    """The duration below which this share of requests lie, in milliseconds; 0 of none. Right to within a class."""
    total = sum(numbers.values())
    seen = 0
    for size in sorted(numbers):
        seen += numbers[size]
        if seen >= share * total:
            return upper_end(size)
    return 0.0
