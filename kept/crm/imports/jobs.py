"""The two jobs of an import: to look ahead over the whole file, and to write. Each can be left, stopped and taken up again."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from kept.crm.companies import noun as companies
from kept.crm.contacts import noun as contacts
from kept.crm.imports import ageing, entries
from kept.crm.imports.looking import look_ahead
from kept.crm.imports.models import Import
from kept.crm.imports.unreadable import Unreadable
from kept.crm.imports.writing import write
from kept.policy.doors import MEMBER
from kept.tenancy.jobs import Doors, job

EVERY_NIGHT = ageing.forget_every_night
DECLARED = (companies.COMPANIES, contacts.CONTACTS)  # a worker imports nothing else that would declare them


@job("imports.check", admits=(MEMBER,))
def check(doors: Doors, *, import_id: int) -> None:
    """Read the whole file and say what an import would do. Nothing is written."""
    _guarded(look_ahead, doors, import_id)


@job("imports.run", admits=(MEMBER,))
def run(doors: Doors, *, import_id: int) -> None:
    """Write the file into the instance. A killed run goes on after the last chunk that was written whole."""
    _guarded(write, doors, import_id)


def _guarded(work: Callable[[Doors, int], None], doors: Doors, import_id: int) -> None:
    try:
        work(doors, import_id)
    except Import.DoesNotExist:  # a restore went back to before it was begun
        return
    except Unreadable as error:
        entries.fail(doors, import_id, str(error))
    except PermissionDenied:
        entries.fail(doors, import_id, _("The person who began this may not import any more."))
