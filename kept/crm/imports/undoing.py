"""Undoing a whole import: what it made goes to the bin at once, what it changed goes back fact by fact."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.crm.companies.models import Address
from kept.crm.companies.noun import COMPANIES
from kept.crm.contacts.models import Position
from kept.crm.imports.models import Import
from kept.crm.nouns.undoing import Undone, undo
from kept.crm.records.history import Change
from kept.web.refused import Refused


def undo_import(entry: Import, access: Access) -> Undone:
    """Take an import back. Raises Refused while it runs, or when there is nothing to undo."""
    if entry.operation is None or entry.state == Import.State.RUNNING:
        raise Refused(_("Stop it first, then undo it."))
    done = undo(entry.operation, access)
    entry.state = Import.State.UNDONE
    entry.save(update_fields=["state"])
    return done


def undo_addresses(run: list[Change], access: Access, done: Undone) -> None:
    """Take away the addresses that an import made. One that became the main address since, stays."""
    if not access.rights.may("companies.edit"):
        raise Refused(_("Your role does not reach this any more."))
    ids = [change.record_id for change in run]
    companies = COMPANIES.model.objects.visible_to(access).filter(addresses__in=ids).values_list("pk", flat=True)
    made = Address.objects.filter(pk__in=ids, company_id__in=list(companies), primary=False, is_contact=False)
    gone = list(made.values_list("pk", flat=True))
    Position.objects.filter(address_id__in=gone).update(address=None)
    Address.objects.filter(pk__in=gone).delete()
    done.records += len(gone)
    done.left += len(ids) - len(gone)
