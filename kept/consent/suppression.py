"""Suppression: addresses that are to be left alone, known by a keyed digest. It outlives the erasure of all else.

Asked by everything that takes people in (form, import, API) and by `may`. A person's own new yes frees an address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from kept.consent.keyed import key_name
from kept.consent.ledger import ALL, at_the_ledger, stops
from kept.consent.people import Someone, digest, normal
from kept.policy.keeps import keeps


@keeps("L4")
def suppress(
    email: str, purpose: str = ALL, instance_id: int | None = None, because: str = "", at: datetime | None = None
) -> None:
    """Leave an address alone from now on, for one purpose or for all."""
    _write(digest(email, instance_id), purpose, instance_id, True, because, at)


def release(email: str, purpose: str = ALL, instance_id: int | None = None, because: str = "") -> None:
    """Free an address again for a purpose, or for all."""
    release_digest(digest(email, instance_id), purpose, instance_id, because)


def release_digest(
    who: str, purpose: str, instance_id: int | None, because: str = "", at: datetime | None = None
) -> None:
    """The same by the digest, where there is something to free."""
    with at_the_ledger(instance_id, purpose):
        if _stopped(who, purpose, instance_id):
            _write(who, purpose, instance_id, False, because, at)


def suppressed(email: str, purpose: str = ALL, instance_id: int | None = None) -> bool:
    """Whether an address is to be left alone for a purpose; for all when none is named."""
    with at_the_ledger(instance_id, purpose):
        return bool(normal(email)) and _stopped(digest(email, instance_id), purpose, instance_id)


check = suppressed  # what an intake asks


def suppressed_among(emails: Iterable[str], purpose: str = ALL, instance_id: int | None = None) -> set[str]:
    """Those of many addresses that are to be left alone, as they were written: for imports, one question a batch."""
    known = {digest(email, instance_id): email for email in emails if normal(email)}
    with at_the_ledger(instance_id, purpose):
        rows = stops(instance_id).filter(who__in=list(known), purpose__in={purpose, ALL}).order_by("pk")
        last = {row.who: row.stopped for row in rows}
    return {known[who] for who, stopped in last.items() if stopped}


def suppressed_person(someone: Someone, purpose: str, at: datetime | None = None) -> bool:
    """Whether the person's address is to be left alone, now or as it stood at a moment."""
    return bool(someone.address) and _stopped(someone.address, purpose, someone.instance_id, at)


def _stopped(who: str, purpose: str, instance_id: int | None, at: datetime | None = None) -> bool:
    """The last word on this purpose or on all: later lines take the place of earlier ones."""
    rows = stops(instance_id).filter(who=who, purpose__in={purpose, ALL})
    last = (rows.filter(at__lte=at) if at else rows).order_by("-pk").first()
    return last is not None and last.stopped


def _write(who: str, purpose: str, instance_id: int | None, stopped: bool, because: str, at: datetime | None) -> None:
    with at_the_ledger(instance_id, purpose):
        stops(instance_id).create(
            who=who,
            purpose=purpose,
            stopped=stopped,
            because=because[:80],
            at=at or timezone.now(),
            key_name=key_name(),
        )
