"""Whose an address of a file is: which company's, and who sits there. Found by external IDs, and companies by name too."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.crm.companies.noun import COMPANIES
from kept.crm.contacts.models import Contact, Position
from kept.crm.imports.cleaning import Cleaned, Wrong
from kept.crm.imports.matching import batches
from kept.crm.records.models import ExternalId
from kept.crm.records.words import sort_key

PERSON, COMPANY = "person", "company"  # the columns that say so


class Whose:
    """Which company each line belongs to, and who sits there."""

    def __init__(self, lines: list[Cleaned], access: Access) -> None:
        self.access = access
        self.people = _by_external_id("contact", {line.values.get(PERSON, "") for line in lines} - {""})
        contacts = Contact.objects.kept().visible_to(access).filter(pk__in=list(self.people.values()))
        self.names = {
            pk: f"{first} {last}".strip() for pk, first, last in contacts.values_list("pk", "first_name", "last_name")
        }
        positions = Position.objects.filter(contact_id__in=list(self.names), primary=True)
        self.employer = dict(positions.values_list("contact_id", "company_id"))
        named = {line.values.get(COMPANY, "") for line in lines} - {""}
        self.companies = _by_external_id("company", named) | _by_name(named, access)

    def of(self, line: Cleaned) -> tuple[int | None, int | None]:
        """(company, person). What is wrong is noted in the line."""
        if line.wrong:
            return None, None
        who, where = line.values.get(PERSON, ""), line.values.get(COMPANY, "")
        person = self.people.get(who)
        if who and person not in self.names:
            self._wrong(line, who, _("No contact here has the external ID “%(name)s”."))
            return None, None
        company = self.companies.get(where) if where else self.employer.get(person or 0)
        if company is None and where:
            self._wrong(line, where, _("There is no “%(name)s” here."))
        elif company is None:
            self._wrong(line, who, _("“%(name)s” is in no company, so there is nowhere to put the address."))
        return company, person

    def _wrong(self, line: Cleaned, name: str, problem: str) -> None:
        line.wrong.append(Wrong(line.line, "", name[:200], problem % {"name": name[:60]}))


def _by_external_id(kind: str, values: set[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in batches(values):
        found.update(ExternalId.objects.filter(kind=kind, value__any=some).values_list("value", "record_id"))
    return found


def _by_name(names: set[str], access: Access) -> dict[str, int]:
    keys = {sort_key([name]): name for name in names}
    found: dict[str, int] = {}
    for some in batches(keys):
        rows = COMPANIES.model.objects.kept().visible_to(access).filter(sort_key__any=some)
        found.update((keys[key], pk) for pk, key in rows.values_list("pk", "sort_key"))
    return found
