"""The row of an import, as a job takes hold of it: who may, whose turn it is, and how it ends."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from kept.audit.access import Access
from kept.crm.imports.addresses import ADDRESS
from kept.crm.imports.loading import in_bulk, surely
from kept.crm.imports.models import Import
from kept.tenancy.jobs import Doors
from kept.tenancy.opening import system


def held(access: Access, import_id: int) -> Import:
    """The import, held so that no other worker takes it at the same time. Raises PermissionDenied."""
    return _allowed(access, Import.objects.select_for_update().get(pk=import_id))


def seen(access: Access, import_id: int) -> Import:
    """The import as it stands, not held: the chunk before may be counting itself. Raises PermissionDenied."""
    return _allowed(access, Import.objects.get(pk=import_id))


def still_ours(access: Access, import_id: int, done: int) -> Import | None:
    """The import, held, unless somebody else went on with it or it runs no more."""
    entry = held(access, import_id)
    return entry if entry.state == Import.State.RUNNING and entry.done == done else None


def end(entry: Import, state: str) -> None:
    """It goes no further; that is on the disk before anybody hears of it."""
    surely()
    entry.state, entry.ended_at = state, timezone.now()
    entry.save(update_fields=["state", "ended_at", "report"])


def fail(doors: Doors, import_id: int, said: str) -> None:
    """Say why it went no further. The house itself writes this, whatever became of the person's rights."""
    with system(f"job {doors.name}", doors.instance_id, by="job"):
        entry: Import = Import.objects.select_for_update().get(pk=import_id)
        entry.report = {**entry.report, "said": said}
        end(entry, Import.State.FAILED)


def _allowed(access: Access, found: Import) -> Import:
    in_bulk()
    if not access.rights.may(f"{'companies' if found.kind in ('company', ADDRESS) else 'contacts'}.import"):
        raise PermissionDenied
    return found
