"""After a correction the program itself works out anew by which words a record is found. The operator's staff see none of it."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from kept.tenancy.opening import system

AT_ONCE = 500


def index(instance_id: int, act_id: int) -> int:
    """Work out anew the words and the order of the records that one act corrected. Returns how many."""
    with system("lockbox.settle", instance_id, purpose="D8"):
        told = apps.get_model("records", "Change").objects.filter(operation_id=act_id)
        by_noun: dict[str, list[int]] = {}
        for noun, number in told.values_list("kind", "record_id"):
            by_noun.setdefault(noun, []).append(number)
        return sum(_index(noun, numbers) for noun, numbers in by_noun.items())


def _index(noun: str, numbers: list[int]) -> int:
    from kept.console.lockbox.objects import things

    model: Any = next(one.model for one in things().values() if one.noun == noun)
    rows = model.objects.filter(pk__in=numbers)
    for row in rows:
        row.index()
    for start in range(0, len(rows), AT_ONCE):
        model.objects.bulk_update(rows[start : start + AT_ONCE], ["search", "sort_key"])
    return len(rows)
