"""Two versions of the register: what changed, in plain words, and what it narrows or widens (A1, R9)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kept.policy.difference import data, promises, recipients, rights
from kept.policy.difference.change import Change, Kind
from kept.policy.keeps import keeps
from kept.policy.register.whole import Register

__all__ = ["Change", "Kind", "difference", "is_material", "needs_consent"]

_COMPARISONS = (promises.compared, data.compared, recipients.compared, rights.compared)


@keeps("A1", "R9")
def difference(old: Register, new: Register) -> list[Change]:
    """All that changed from `old` to `new`, in the order of the notice; equal registers have no difference.

    A change of wording counts as material unless the new version declares it editorial: whether words mean less
    than before is for a person to say, and until one has said so we assume that they do.
    """
    order = {promise: place for place, promise in enumerate(dict.fromkeys((*new.ids, *old.ids)))}
    found = [change for comparison in _COMPARISONS for change in comparison(old, new)]
    return sorted(
        (_judged(change, new) for change in found),
        key=lambda change: (order.get(change.promise, len(order)), change.kind.code, change.sentence.en),
    )


def needs_consent(changes: Iterable[Change]) -> bool:
    """Whether any of it must wait for a person's express consent."""
    return any(change.waits for change in changes)


def is_material(changes: Iterable[Change]) -> bool:
    """Whether any of it must be announced ahead."""
    return any(change.material for change in changes)


def _judged(change: Change, new: Register) -> Change:
    if change.kind is Kind.WORDING and change.promise in new.editorial:
        return replace(change, material=False)
    return change
