"""Addresses from a file: the offices of a company, found through the person who sits there or by the company's name."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from kept.audit.access import Access
from kept.crm.companies.models import Address
from kept.crm.contacts.models import Position
from kept.crm.imports.cleaning import Cleaned, Cleaner, Trial
from kept.crm.imports.engine import Outcome
from kept.crm.imports.loading import insert, new_ids
from kept.crm.imports.matching import batches
from kept.crm.imports.plan import Plan
from kept.crm.imports.reading import Line
from kept.crm.imports.whose import COMPANY, PERSON, Whose
from kept.crm.nouns.fields import Field, LongText, Text
from kept.crm.nouns.kinds import Country, Email, Link, Number, Phone
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.own_values import Picklist
from kept.crm.nouns.vocabulary import Vocabulary
from kept.crm.records.history import Change, Operation

ADDRESS = "address"
SUITE, HOURS = "suite", "hours"
FIELDS: tuple[Field, ...] = (
    Text(name=PERSON, label=_("Person who sits there (external ID)")),
    Text(name=COMPANY, label=_("Company (name or external ID)")),
    Text(name="name", label=_("Name of the place")),
    Text(name="street", label=_("Street"), max_length=200),
    Text(name=SUITE, label=_("Suite or floor"), max_length=100),
    Text(name="city", label=_("City"), max_length=120),
    Text(name="province", label=_("Region"), max_length=120),
    Text(name="zip_code", label=_("Postcode"), max_length=24),
    Country(name="country", label=_("Country")),
    Number(name="latitude", label=_("Latitude")),
    Number(name="longitude", label=_("Longitude")),
    Email(name="email", label=_("E-mail")),
    Phone(name="phone", label=_("Phone")),
    Phone(name="phone2", label=_("Second phone")),
    Phone(name="fax", label=_("Fax")),
    Link(name="website", label=_("Website"), max_length=300),
    LongText(name=HOURS, label=_("Opening hours"), max_length=300),
    Picklist(name="territory", label=_("Territory"), of_list="territory"),
)
ADDRESSES = Noun(
    key=ADDRESS, plural="addresses", model=Address, label=_("address"), label_plural=_("Addresses"), icon="house",
    wire="", entity="", title=lambda values: str(values.get("name") or ""), title_fields=("name",), fields=FIELDS,
    columns=(), quick=(), groups=(),
)  # fmt: skip
KEPT = [name for name in (one.name for one in FIELDS) if name not in (PERSON, COMPANY, SUITE, HOURS, "territory")]


def address_fields() -> dict[str, Field]:
    """What a column of addresses may become."""
    return {one.name: one for one in FIELDS}


class AddressEngine:
    """Takes lines of addresses. With the person who sits there, the place is theirs and carries their name."""

    made = 0
    ahead = apart = False

    def __init__(self, plan: Plan, access: Access, *, operation: Operation | None = None) -> None:
        self.plan, self.operation = plan, operation
        kind = Vocabulary if operation else Trial
        self.words = kind(me=access.member_id, day_first=plan.day_first, makes_items=plan.new_values)
        self.cleaner = Cleaner(ADDRESSES, plan, address_fields(), self.words)

    def cleaned(self, lines: list[Line]) -> list[Cleaned]:
        """Lines, cleaned."""
        return [self.cleaner.line(number, cells) for number, cells in lines]

    def take(self, cleaned: list[Cleaned], access: Access) -> Outcome:
        """Work on some lines, in the transaction that is open."""
        done = Outcome(len(cleaned))
        whose = Whose(cleaned, access)
        rows = [(line, *whose.of(line)) for line in cleaned]
        there = _there({company for _line, company, _person in rows if company})
        fresh = []
        for line, company, person in rows:
            if line.wrong or company is None:
                continue
            values = _values(line, whose.names.get(person or 0, ""))
            key = _key(line, company, values)
            if key in there:
                done.skipped += 1
            else:
                there[key] = 0
                fresh.append((line, company, person, values))
        done.note_wrong(cleaned)
        done.created = len(fresh)
        if self.operation is not None and fresh:
            self._write(fresh, access, self.operation)
        return done

    def _write(
        self, fresh: list[tuple[Cleaned, int, int | None, dict[str, Any]]], access: Access, operation: Operation
    ) -> None:
        ids = new_ids(Address, len(fresh))
        columns: dict[str, Sequence[Any]] = {"id": ids, "company_id": [company for _line, company, *_rest in fresh]}
        for name in [*KEPT, "other_contact", "territory_id"]:
            empty = None if name in ("latitude", "longitude", "territory_id") else ""
            columns[name] = [values.get(name, empty) for *_rest, values in fresh]
        columns["external_ids"] = [json.dumps(line.external) for line, *_rest in fresh]
        insert(Address, {"instance_id": access.instance_id}, columns)
        sits: dict[int, int] = {}
        for (_line, _company, person, _values), address in zip(fresh, ids, strict=True):
            if person:
                sits.setdefault(person, address)
        _seat(sits)
        history = {"record_id": ids}
        fixed = {
            "instance_id": access.instance_id, "operation_id": operation.pk, "kind": ADDRESS, "act": Change.CREATED,
            "by_id": access.member_id, "values": {},
        }  # fmt: skip
        insert(Change, fixed, history)


def _values(line: Cleaned, person: str) -> dict[str, Any]:
    """The facts of the address: the suite belongs to the street, the person to the name of the place."""
    values = {name: value for name, value in line.values.items() if name in KEPT}
    values["street"] = ", ".join(filter(None, (values.get("street", ""), line.values.get(SUITE, ""))))[:200]
    values["name"] = ", ".join(filter(None, (person, values.get("name") or values.get("city", ""))))[:250]
    values["other_contact"] = line.values.get(HOURS, "")[:300]
    values["territory_id"] = line.values.get("territory")
    return values


def _key(line: Cleaned, company: int, values: dict[str, Any]) -> tuple[int, str]:
    if line.external:
        return company, f"x{line.external[0]}"
    return company, "|".join(str(values.get(name, "")) for name in ("name", "street", "city", "zip_code")).casefold()


def _there(companies: set[int]) -> dict[tuple[int, str], int]:
    """The addresses that the companies have already, by what tells them apart."""
    found: dict[tuple[int, str], int] = {}
    for some in batches(companies):
        rows = Address.objects.filter(company_id__in=some)
        for pk, company, names, *facts in rows.values_list(
            "pk", "company_id", "external_ids", "name", "street", "city", "zip_code"
        ):
            found.update(((company, f"x{name}"), pk) for name in names)
            found.setdefault((company, "|".join(facts).casefold()), pk)
    return found


def _seat(sits: dict[int, int]) -> None:
    """Point each person's position to their first office, unless it points somewhere already."""
    rows = list(Position.objects.filter(contact_id__in=list(sits), primary=True, address=None))
    for row in rows:
        row.address_id = sits[row.contact_id]
    Position.objects.bulk_update(rows, ["address"], batch_size=500)
