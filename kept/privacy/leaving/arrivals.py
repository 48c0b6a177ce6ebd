"""Archives that come in: sent in parts, looked at, brought in whole or not at all. Inside the passage of their instance."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import timedelta
from typing import BinaryIO

from django.db import DatabaseError
from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.policy import clock
from kept.privacy.erasure import sealed
from kept.privacy.leaving.bringing import bring
from kept.privacy.leaving.laid import Laid
from kept.privacy.leaving.models import Arrival, State
from kept.privacy.leaving.progress import Progress, Stopped
from kept.privacy.leaving.trouble import Refused
from kept.privacy.leaving.under_way import Bringing
from kept.privacy.leaving.unpacking import Unpacking
from kept.tenancy.jobs import Doors

DAYS = 7  # that an archive lies here when nothing comes of it
PART = 4 * 1024 * 1024  # bytes sent at a time
MOST = 100 * 10**9  # bytes of an archive


def begin(access: Access, expected: int) -> Arrival:
    """An archive of so many bytes is about to come; one of the same size that came half way goes on. Raises Refused."""
    if not 0 < expected <= MOST:
        raise Refused(_("This archive is empty, or larger than anything that is taken here."))
    half: Arrival | None = Arrival.objects.filter(state=State.COMING, by_id=access.member_id, expected=expected).first()
    if half is not None:
        return half
    made: Arrival = Arrival.fresh(by_id=access.member_id, expected=expected, state=State.COMING)
    made.place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made.place.touch(mode=0o600)
    made.save(force_insert=True)
    return made


def here(arrival: Arrival) -> int:
    """How many bytes of it have come."""
    try:
        return arrival.place.stat().st_size
    except OSError:
        return 0


def add(arrival: Arrival, at: int, runs: Iterable[bytes]) -> int:
    """More of it, from a place on. Returns how much is here; what does not fit on the end is left aside."""
    have = here(arrival)
    if at != have or arrival.state != State.COMING:
        return have
    with arrival.place.open("ab") as file:
        for run in runs:
            if file.tell() + len(run) > arrival.expected:
                break
            file.write(run)
        file.flush()
        os.fsync(file.fileno())
    return here(arrival)


def whole(arrival: Arrival) -> bool:
    """Whether all of it has come."""
    return here(arrival) == arrival.expected


def look(arrival: Arrival, password: str) -> None:
    """Whether the password opens it and its manifest fits. Raises Refused."""
    if not whole(arrival):
        raise Refused(_("Not all of this archive has come yet. Choose the same file again to go on."))
    Unpacking(arrival.place, password).close()


def queue(arrival: Arrival, password: str) -> None:
    """It waits for its job."""
    arrival.sealed_password, arrival.state, arrival.size = sealed.seal(password), State.WAITING, here(arrival)
    arrival.report = {}
    arrival.save(update_fields=["sealed_password", "state", "size", "report"])


def work(doors: Doors, arrival_id: int) -> None:
    """Bring it in. Killed in the middle, nothing of it is here, and it begins anew."""
    with doors.open():
        arrival = Arrival.objects.select_for_update().filter(pk=arrival_id).first()
        if arrival is None or not arrival.busy:
            if arrival is not None and arrival.state == State.DONE:  # killed before it could remove the archive
                _tidied(arrival)
            return
        Laid(arrival).remove()  # what a killed attempt left
        arrival.state = State.RUNNING
        arrival.save(update_fields=["state"])
    progress, made = Progress(arrival), None
    state, report = State.DONE, dict[str, object]()
    try:
        unpacking = Unpacking(arrival.place, str(sealed.opened(arrival.sealed_password)))
        try:
            made = _bring(doors, arrival, unpacking, progress)
        finally:
            unpacking.close()
    except Stopped:
        state = State.STOPPED
    except Refused as refusal:
        state, report = State.FAILED, {"said": refusal.said, "many": refusal.many}
    except DatabaseError:
        state, report = State.FAILED, {"said": [_("The database does not take something of this archive.")], "many": 1}
    except OSError:
        state, report = State.FAILED, {"said": [_("The disk refused: is there room on it?")], "many": 1}
    finally:
        progress.clear()
    if made is not None:
        _tidied(arrival)
        return
    with doors.open():
        _end(arrival_id, state, report, made)


def _bring(doors: Doors, arrival: Arrival, unpacking: Unpacking, progress: Progress) -> Bringing:
    laid = Laid(arrival)
    try:
        with doors.open() as access:
            made = bring(access, unpacking, progress, laid)
            _end(arrival.pk, State.DONE, told(made), made)  # here, and said to be here, in one transaction
    except BaseException:
        with doors.open():
            laid.remove()
        raise
    return made


def _tidied(arrival: Arrival) -> None:
    """It is here: nothing needs the archive any more, nor the list of its files, nor the sign of a killed attempt."""
    Laid(arrival).forget()
    for ending in ("zip", "progress", "stop"):
        arrival.beside(ending).unlink(missing_ok=True)


def told(made: Bringing) -> dict[str, object]:
    """What came, in numbers."""
    return {
        "awaited": sum(one.left_at is None for one in made.members.awaited),
        "unknown_addresses": made.unknown_addresses,
        "erased_again": made.erased_again,
    }


def _end(arrival_id: int, state: State, report: dict[str, object], made: Bringing | None) -> None:
    row = Arrival.objects.select_for_update().get(pk=arrival_id)
    row.state, row.report, row.ended_at = state, report, clock.now()
    if made is not None:
        row.rows, row.files, row.sealed_password = made.rows, made.files, ""
    row.save()


def drop(arrival: Arrival) -> None:
    """Remove it, file first, and what a killed attempt to bring it in may have left."""
    if arrival.state != State.DONE:
        Laid(arrival).remove()
    for ending in ("zip", "progress", "stop"):
        arrival.beside(ending).unlink(missing_ok=True)
    arrival.delete()


def drop_old() -> int:
    """Remove what lies here and nothing came of. In the open instance."""
    gone = 0
    before = clock.now() - timedelta(days=DAYS)
    for one in Arrival.objects.filter(asked_at__lt=before).exclude(state=State.DONE):
        drop(one)
        gone += 1
    return gone


def runs_of(stream: BinaryIO, most: int = PART) -> Iterable[bytes]:
    """What a request sends, not more than a part."""
    left = most
    while left > 0 and (run := stream.read(min(left, 1 << 16))):
        left -= len(run)
        yield run
