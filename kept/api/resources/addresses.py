"""A company's addresses on the wire, and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from kept.api.operations import Call
from kept.api.resource import Attached, Rows
from kept.audit.prepared import Prepared
from kept.crm.companies.models import Address
from kept.crm.nouns.countries import country_name
from kept.crm.nouns.fields import Field, Text
from kept.crm.nouns.kinds import Country, Email, Flag, Link, Number, Phone
from kept.crm.nouns.own_values import Picklist

ADDRESS: tuple[Field, ...] = (
    Text(name="name", label="", wire="address.name"),
    Text(name="street", label="", wire="address.street", max_length=200),
    Text(name="city", label="", wire="address.city", max_length=120),
    Text(name="province", label="", wire="address.province", max_length=120),
    Text(name="zip_code", label="", wire="address.zipCode", max_length=24),
    Country(name="country", label="", wire="address.country"),
    Number(name="latitude", label="", wire="address.lat"),
    Number(name="longitude", label="", wire="address.lng"),
    Picklist(name="territory", label="", wire="territory", of_list="territory"),
    Email(name="email", label="", wire="contactInfo.email"),
    Email(name="email2", label="", wire="contactInfo.email2"),
    Phone(name="phone", label="", wire="contactInfo.tel1"),
    Text(name="phone_type", label="", wire="contactInfo.tel1Type", max_length=60),
    Phone(name="phone2", label="", wire="contactInfo.tel2"),
    Text(name="phone2_type", label="", wire="contactInfo.tel2Type", max_length=60),
    Phone(name="fax", label="", wire="contactInfo.fax"),
    Link(name="website", label="", wire="contactInfo.www", max_length=300),
    Text(name="other_contact", label="", wire="contactInfo.otherContact", max_length=300),
    Flag(name="no_mass_mail", label="", wire="contactInfo.doNotSendMM"),
)
COLUMNS = ("id", "company_id", "primary", "is_contact", "external_ids", *(one.column for one in ADDRESS))
PLACE = {name: place for place, name in enumerate(COLUMNS)}


OF_COMPANIES = Prepared(
    lambda given: Address.objects.filter(company_id__in=[given]).order_by("-primary", "pk").values_list(*COLUMNS)
)


def fetch(call: Call, companies: Sequence[int]) -> list[tuple[Any, ...]]:
    """Address rows of companies, the territories' names loaded with them."""
    rows = OF_COMPANIES.rows(list(companies))
    call.words.prime(items={row[PLACE["territory_id"]] for row in rows} - {None})
    return rows


def out(row: tuple[Any, ...], call: Call) -> dict[str, Any]:
    """One address as the contract has it."""
    words = call.words
    values = {one.wire: one.out(row[PLACE[one.column]], words) for one in ADDRESS}
    code = values["address.country"]
    address = {"id": row[0]} | _inner(values, "address.")
    address |= {"country": country_name(code, words.language) if code else None, "countryCode": code}
    return {
        "id": row[0],
        "primary": row[PLACE["primary"]],
        "contactAddress": row[PLACE["is_contact"]],
        "address": address,
        "territory": values["territory"],
        "contactInfo": {"primary": row[PLACE["primary"]]} | _inner(values, "contactInfo."),
        "extIds": row[PLACE["external_ids"]] or None,
    }


def _inner(values: dict[str, Any], prefix: str) -> dict[str, Any]:
    return {name.removeprefix(prefix): value for name, value in values.items() if name.startswith(prefix)}


def load(call: Call, ids: Sequence[int], detail: bool) -> Rows:
    """The primary address of each company; the contact address too in lists, all of them in details."""
    rows: Rows = defaultdict(lambda: empty(detail))
    for row in fetch(call, ids):
        company = rows[row[1]]
        if detail:
            company["addresses"].append(out(row, call))
        if row[PLACE["primary"]]:
            company["primaryAddress"] = out(row, call)
        if not detail and row[PLACE["is_contact"]]:
            company["contactAddress"] = out(row, call)
    return rows


def empty(detail: bool) -> dict[str, Any]:
    """A company without any."""
    more: dict[str, Any] = {"addresses": []} if detail else {"contactAddress": None}
    return {"primaryAddress": None, **more}


ADDRESSES = Attached(load, empty)
