"""What is done for a person who asked: the one place where requests meet erasure, copies, locks and choices.

Each is called by a job in a passage of the system, for the controller that answers the request.
"""

from __future__ import annotations

from collections import Counter
from importlib import import_module
from typing import Any

from kept.policy.keeps import keeps
from kept.privacy.requests.request import DataSubjectRequest


class NotThere(RuntimeError):
    """The part of the house that would do it is not built yet."""


def _room(name: str) -> Any:
    try:
        return import_module(name)
    except ModuleNotFoundError as missing:
        raise NotThere(name) from missing


def subject_of(request: DataSubjectRequest) -> Any:
    """The person who asked, over all stores of the controller."""
    finding = _room("kept.privacy.erasure.finding")
    return finding.subject_of(instance_id=request.instance_id or None, emails=(request.email,))


@keeps("R2")
def look(request: DataSubjectRequest) -> list[dict[str, Any]]:
    """What each store holds, counted by kind and purpose."""
    from kept.policy.stores import stores

    subject = subject_of(request)
    counted = Counter((found.store, found.kind, found.purpose) for store in stores() for found in store.find(subject))
    return [
        {"store": store, "kind": kind, "purpose": purpose, "n": n}
        for (store, kind, purpose), n in sorted(counted.items())
    ]


@keeps("R2", "R5")
def copy(request: DataSubjectRequest) -> None:
    """Make the copy, and remember where it lies and until when."""
    package = _room("kept.privacy.erasure.package")
    made = package.make(subject_of(request), language=request.language)
    request.package = str(made.path)
    request.save(update_fields=["package"])


@keeps("R6")
def erase(request: DataSubjectRequest, user_id: int | None) -> None:
    """Erase the person everywhere, and remember the certificate."""
    erasing = _room("kept.privacy.erasure.erasing")
    certificate = erasing.erase(subject_of(request), reason="R6", by=user_id)
    request.certificate_id = certificate.pk
    request.save(update_fields=["certificate_id"])


@keeps("R4")
def lock(request: DataSubjectRequest, *, locked: bool = True) -> None:
    """Lock what is held: stored, and used for nothing else."""
    _room("kept.privacy.erasure.restricting").restrict(subject_of(request), locked=locked)


@keeps("R1", "R7")
def stop(request: DataSubjectRequest) -> None:
    """Have an objection or a withdrawal take effect, now."""
    choosing, people = _room("kept.consent.choosing"), _room("kept.consent.people")
    someone = people.Someone(email=request.email, instance_id=request.instance_id or None)
    act = choosing.object_to if request.right == "R1" else choosing.withdraw
    act(someone, request.purpose, form="your-data", channel=request.channel, language=request.language)
