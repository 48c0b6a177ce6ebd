"""Suppression: addresses that are to be left alone, known by a keyed digest. It outlives the erasure of all else.

Asked by everything that takes people in (form, import, API) and by `may`. A person's own new yes frees an address.
In an instance the records that have the address are stopped with it, so that lists can ask for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from kept.consent import answerers
from kept.consent.keyed import key_name
from kept.consent.ledger import ALL, at_the_ledger, stops
from kept.consent.people import Someone, digest, normal
from kept.policy.keeps import keeps


@keeps("L4")
def suppress(
    email: str, purpose: str = ALL, instance_id: int | None = None, because: str = "", at: datetime | None = None
) -> None:
    """Leave an address alone from now on, for one purpose or for all."""
    with at_the_ledger(instance_id, purpose):
        records = answerers.records_of(normal(email)) if instance_id else []
        names = [digest(email, instance_id), *(f"{kind}:{key}" for kind, key in records)]
        _write(names, purpose, instance_id, True, because, at)


def release(email: str, purpose: str = ALL, instance_id: int | None = None, because: str = "") -> None:
    """Free an address again for a purpose, or for all."""
    release_person(Someone(email=email, instance_id=instance_id), purpose, because)


def release_person(someone: Someone, purpose: str, because: str = "", at: datetime | None = None) -> None:
    """The same for a person, where there is something to free."""
    with at_the_ledger(someone.instance_id, purpose):
        records = answerers.records_of(someone.email) if someone.instance_id else []
        names = {*someone.names(), *(f"{kind}:{key}" for kind, key in records)}
        stopped = _stopped(names, purpose, someone.instance_id)
        _write(sorted(stopped), purpose, someone.instance_id, False, because, at)


def suppressed(email: str, purpose: str = ALL, instance_id: int | None = None) -> bool:
    """Whether an address is to be left alone for a purpose; for all when none is named."""
    with at_the_ledger(instance_id, purpose):
        return bool(normal(email) and _stopped({digest(email, instance_id)}, purpose, instance_id))


check = suppressed  # what an intake asks


def suppressed_among(emails: Iterable[str], purpose: str = ALL, instance_id: int | None = None) -> set[str]:
    """Those of many addresses that are to be left alone, as they were written: for imports, one question a batch."""
    known: dict[str, list[str]] = {}
    with at_the_ledger(instance_id, purpose):
        if not stops(instance_id).exists():
            return set()
        for email in emails:
            if normal(email):
                known.setdefault(digest(email, instance_id), []).append(email)
        return {email for who in _stopped(set(known), purpose, instance_id) for email in known[who]}


def suppressed_person(someone: Someone, purpose: str, at: datetime | None = None) -> bool:
    """Whether the person is to be left alone under any of their names, now or as it stood at a moment."""
    return bool(_stopped(set(someone.names()), purpose, someone.instance_id, at))


def _stopped(names: set[str], purpose: str, instance_id: int | None, at: datetime | None = None) -> set[str]:
    """Those of the names for which the last word, on this purpose or on all, is to leave them alone."""
    about = Q(purpose__in={purpose, ALL})
    if purpose == ALL:  # who let one purpose go on may come in again
        about |= Q(stopped=False)
    rows = stops(instance_id).filter(about, who__in=names).order_by("pk")
    last = {row.who: row.stopped for row in (rows.filter(at__lte=at) if at else rows)}
    return {who for who, stopped in last.items() if stopped}


def _write(
    names: list[str], purpose: str, instance_id: int | None, stopped: bool, because: str, at: datetime | None
) -> None:
    told = {"purpose": purpose, "stopped": stopped, "because": because[:80], "at": at or timezone.now()}
    for who in names:
        stops(instance_id).create(who=who, key_name=key_name(), **told)
