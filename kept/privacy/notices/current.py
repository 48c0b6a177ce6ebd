"""Which version of the notice is in force, which one is announced, and which one a record was collected under."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction

from kept.policy.controller import in_force
from kept.policy.register import REGISTER, Register
from kept.policy.written import digest, written
from kept.privacy.notices.models import NoticeVersion

SECONDS = 30  # how long a process may go on with the versions it knows
_known: list[Any] = []  # the moment of reading, and the versions


def today() -> date:
    """The day by which versions come into force."""
    return datetime.now(UTC).date()


def versions() -> Sequence[NoticeVersion]:
    """All published versions, the oldest first: read from the database at most every half minute."""
    if not _known or time.monotonic() - _known[0] > SECONDS:
        found = list(NoticeVersion.objects.all())
        _known[:] = [time.monotonic(), found]
    found_: Sequence[NoticeVersion] = _known[1]
    return found_


def forget() -> None:
    """Read the versions anew: one was published."""
    _known.clear()


def version_on(day: date) -> NoticeVersion | None:
    """The version that applied on a day: under it stands whatever was collected then."""
    return next((one for one in reversed(versions()) if one.applies_from <= day), None)


def current() -> NoticeVersion | None:
    """The version that applies today; None before the first was published."""
    return version_on(today())


def announced() -> NoticeVersion | None:
    """The version that was published and does not apply yet."""
    return next((one for one in reversed(versions()) if one.applies_from > today()), None)


def register_in_force() -> Register:
    """The register of the version that applies today; the program's own before the first was published."""
    found = current()
    return found.read() if found else in_force()


def version() -> str:
    """The number of the version in force, as choices and records note it."""
    found = current()
    return str(found.number if found else REGISTER.version)


def keep_first() -> NoticeVersion | None:
    """Publish the program's register as the first version, once. Returns it when it was published now."""
    if NoticeVersion.objects.exists():
        return None
    register = in_force()
    with transaction.atomic():
        first, made = NoticeVersion.objects.get_or_create(
            number=register.version,
            defaults={"digest": digest(register), "register": written(register), "applies_from": register.since},
        )
    forget()
    return first if made else None
