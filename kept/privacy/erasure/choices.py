"""What the ledger of choices is told: who is locked, and whom no intake may bring back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from kept.consent import choosing, suppression
from kept.consent.people import Someone
from kept.consent.states import Meaningless
from kept.policy.keeps import keeps
from kept.policy.stores import Subject
from kept.privacy.erasure.erasing import afterwards
from kept.privacy.erasure.restricting import told

# Who was erased as a user may sign up again; what nobody may do is to write to them of their own accord.
OF_THE_OPERATOR = ("L3", "L4")


def someones(subject: Subject) -> Iterator[Someone]:
    """The person as choices know them."""
    for email in sorted(subject.emails):
        yield Someone(email=email, instance_id=subject.instance_id)
    for label, keys in subject.keys.items():
        for key in keys:
            if isinstance(key, int):
                yield Someone(kind=label, key=key, instance_id=subject.instance_id)


@told
@keeps("R4")
def lock(subject: Subject, locked: bool) -> None:
    """No mail, no list, no export for any purpose while the lock stands."""
    for someone in someones(subject):
        if locked:
            choosing.restrict(someone)
        else:
            with suppress(Meaningless):
                choosing.lift(someone)


@afterwards
@keeps("R6")
def leave_alone(subject: Subject, number: str) -> None:
    """No form, import or API brings an erased address back: a keyed digest of it stays."""
    for email in sorted(subject.emails):
        for purpose in ("*",) if subject.instance_id else OF_THE_OPERATOR:
            suppression.suppress(email, purpose, subject.instance_id, because="erased")
