"""Archives that were asked for: made by a job, fetched within some days, gone after. Inside the passage of their instance."""

from __future__ import annotations

import os
import secrets
from datetime import timedelta

from kept.audit.access import Access
from kept.audit.models import Entry
from kept.outside.disk import sha256
from kept.policy import clock
from kept.policy.keeps import keeps
from kept.privacy.erasure import sealed
from kept.privacy.leaving.exporting import export
from kept.privacy.leaving.models import State, Takeout
from kept.privacy.leaving.progress import Progress

DAYS = 7
WORDS = 20  # bytes of a password


def ask(access: Access) -> Takeout:
    """Note that an archive is wanted. Its password is made here, and shown once."""
    made: Takeout = Takeout.fresh(by_id=access.member_id, sealed_password=sealed.seal(secrets.token_urlsafe(WORDS)))
    made.save(force_insert=True)
    return made


@keeps("R5")
def make(takeout: Takeout, access: Access) -> None:
    """Write the archive: whole, or not at all. Raises Stopped."""
    progress = Progress(takeout)
    password = str(sealed.opened(takeout.sealed_password))
    part = takeout.beside("part")  # always the same: who begins anew after a kill writes over what was left
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            manifest = export(access, file, password, progress)
            file.flush()
            os.fsync(file.fileno())
        part.replace(takeout.place)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    finally:
        progress.clear()
    members = manifest["members"]
    takeout.size, takeout.sha256 = takeout.place.stat().st_size, sha256(takeout.place)
    takeout.rows = sum(each.get("rows", 0) for name, each in members.items() if name.startswith("data/"))
    takeout.files = sum(name.startswith("files/") and not name.startswith("files/index.") for name in members)
    takeout.report = {"counts": {name: each["rows"] for name, each in members.items() if "rows" in each}}
    takeout.report["left_out"] = len(manifest["files_left_out"])
    takeout.expires_at = clock.now() + timedelta(days=DAYS)


def end(number: int, state: State, said: str = "", made: Takeout | None = None) -> None:
    """Write down what became of it."""
    row = Takeout.objects.select_for_update().get(pk=number)
    if made is not None:
        for name in ("size", "sha256", "rows", "files", "report", "expires_at"):
            setattr(row, name, getattr(made, name))
    row.state, row.ended_at = state, clock.now()
    if said:
        row.report = {"said": said}
    row.save()


def password_once(takeout: Takeout) -> str:
    """The password, the first time it is asked for; "" after."""
    if not takeout.sealed_password:
        return ""
    password = str(sealed.opened(takeout.sealed_password))
    Takeout.objects.filter(pk=takeout.pk).update(sealed_password="")
    takeout.sealed_password = ""
    return password


def fetched(takeout: Takeout, access: Access) -> None:
    """Somebody takes the archive: that is a line of the log."""
    Takeout.objects.filter(pk=takeout.pk).update(fetched_at=clock.now(), fetches=takeout.fetches + 1)
    access.wrote(Entry.EXPORTED, "leaving.takeout", [takeout.pk])


def drop(takeout: Takeout) -> None:
    """Remove an archive, file first."""
    for ending in ("zip", "part", "progress", "stop"):
        takeout.beside(ending).unlink(missing_ok=True)
    takeout.delete()


def drop_old() -> int:
    """Remove all that waited too long. In the open instance."""
    gone = 0
    for one in Takeout.objects.filter(expires_at__lt=clock.now()):
        drop(one)
        gone += 1
    return gone
