"""The checks that make the declarations complete: no model silent, no field unsaid, no door unmarked, no promise open.

Each returns sentences about what is wrong; an empty list is the only good answer. They take what they look at as an
argument, so that a test can hand them a broken twin and see it refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from kept.policy.categories import Category
from kept.policy.doors import MEMBER, PUBLIC, SIGNED_IN, admitted_by
from kept.policy.exemptions import NOT_YET
from kept.policy.holdings import InstanceData, NoPersonalData, ServiceData, holding_of
from kept.policy.keeps import evidence_of, kept_by
from kept.policy.register import REGISTER

INSTANCE_CATEGORIES = frozenset(
    {
        Category.IDENTIFICATION, Category.CONTACT, Category.WORK, Category.BUSINESS, Category.PRIVATE, Category.NOTES,
        Category.BEHAVIOUR, Category.CONSENT, Category.HISTORY, Category.CORRESPONDENCE, Category.PHOTOGRAPH,
    }
)  # fmt: skip


def models_unsaid(models: Iterable[Any]) -> list[str]:
    """Every model says what it holds, names each of its fields once, and keeps within what its purpose allows."""
    return [f"{model._meta.label}: {wrong}" for model in models for wrong in _wrong_with(model)]


def _wrong_with(model: Any) -> Iterator[str]:
    holds = holding_of(model)
    if holds is None:
        yield "says not what it holds"
        return
    if isinstance(holds, NoPersonalData):
        return
    fields = {field.name for field in model._meta.get_fields() if getattr(field, "column", None)}
    said = Counter(holds.said())
    for name in sorted(fields - said.keys()):
        yield f"the field {name} is left unsaid"
    for name in sorted(said.keys() - fields):
        yield f"there is no field {name}"
    for name in sorted(name for name, times in said.items() if times > 1):
        yield f"the field {name} is said twice"
    for code in holds.categories:
        yield from _wrong_category(holds, code)


def _wrong_category(holds: ServiceData | InstanceData, code: str) -> Iterator[str]:
    try:
        category = Category.of(code)
    except ValueError:
        yield f"there is no category {code}"
        return
    if isinstance(holds, InstanceData):
        if category not in INSTANCE_CATEGORIES:
            yield f"{code} is no category of instance data"
        return
    known = {purpose.id: purpose for purpose in REGISTER.purposes}
    for purpose in holds.purposes:
        if purpose not in known:
            yield f"there is no purpose {purpose}"
    allowed = frozenset[Category]().union(*(known[p].categories for p in holds.purposes if p in known))
    if category not in allowed:
        yield f"no purpose of {', '.join(holds.purposes)} allows {code}"


def doors_unmarked(doors: Iterable[tuple[str, Any]], permissions: frozenset[str]) -> list[str]:
    """Every door is marked, and with permissions that exist."""
    wrong = []
    for name, door in doors:
        marks = admitted_by(door)
        if not marks:
            wrong.append(f"{name} is not marked")
            continue
        for mark in marks:
            if mark not in permissions | {PUBLIC, SIGNED_IN, MEMBER, "operator"}:
                wrong.append(f"{name} asks for {mark}, which nobody can have")
    return wrong


def promises_open(proofs: Iterable[str]) -> list[str]:
    """ALL - DONE: every promise has code, evidence and proof, or stands on the one list of those not yet kept."""
    proven = set(proofs)
    wrong = []
    for promise in REGISTER.promises:
        missing = [
            what
            for what, there in (
                ("code", kept_by(promise.id)),
                ("evidence", evidence_of(promise.id)),
                ("proof", promise.id in proven),
            )
            if not there
        ]
        if missing and promise.id not in NOT_YET:
            wrong.append(f"{promise.id} lacks {', '.join(missing)}")
        if not missing and promise.id in NOT_YET:
            wrong.append(f"{promise.id} is kept: take it off the list")
    return wrong
