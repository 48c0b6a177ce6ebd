"""Undoing a whole import: what it made goes to the bin at once, what it changed goes back fact by fact."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.crm.imports import jobs
from kept.crm.imports.models import Import
from kept.crm.nouns.undoing import Undone, undo
from kept.web.refused import Refused


def undo_import(entry: Import, access: Access) -> Undone:
    """Take an import back. Raises Refused while it runs, or when there is nothing to undo."""
    if entry.operation is None or entry.state == jobs.RUNNING:
        raise Refused(_("Stop it first, then undo it."))
    done = undo(entry.operation, access)
    entry.state = jobs.UNDONE
    entry.save(update_fields=["state"])
    return done
