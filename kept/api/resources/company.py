"""company: companies on the wire."""

from __future__ import annotations

from typing import Any

from kept.api import belonging, filters
from kept.api.operations import Call
from kept.api.problems import bad
from kept.api.resource import Resource
from kept.api.resources.addresses import ADDRESSES
from kept.api.resources.attached import ORIGIN, external_ids, files, titles
from kept.crm.companies.noun import COMPANIES
from kept.crm.nouns import changing


def keep_addresses(call: Call, company: Any, given: dict[str, Any], new: bool) -> None:
    """The addresses of a create body. Later they are changed one by one, below the company."""
    addresses = given.get("addresses") or []
    if not new or not addresses:
        return
    if not isinstance(addresses, list) or not all(isinstance(one, dict) for one in addresses):
        raise bad("Attribute [addresses] must be a list of objects")
    act = changing.operation(call.access, "company.edited", COMPANIES)
    for one in addresses:
        belonging.keep_address(call, COMPANY, company, one, act)


BELOW = (  # id, method, path, act, status, what it says, body
    ("AddressInsert", "PUT", "address/", belonging.add_address, 201, "Add an address", "companyAddress"),
    ("AddressEdit", "POST", "address/{address}/", belonging.change_address, 200, "Change an address", "companyAddress"),
    ("AddressDelete", "DELETE", "address/{address}/", belonging.remove_address, 200, "Remove an address", None),
    (
        "AddressSetPrimaryEdit", "POST", "address/{address}/setPrimary/", belonging.set_primary_address, 200,
        "Make it the primary address", None,
    ),
    (
        "AddressSetContactEdit", "POST", "address/{address}/setContact/", belonging.set_contact_address, 200,
        "Make it the contact address", None,
    ),
    ("RelationshipDetailGet", "GET", "relationship/", belonging.relations, 200, "Related companies", None),
    ("RelationshipInsert", "PUT", "relationship/", belonging.add_relation, 201, "Relate a company", "companyRelationship"),
    (
        "RelationshipEdit", "POST", "relationship/{relation}/", belonging.change_relation, 200, "Change the note",
        "companyRelationshipNote",
    ),
    (
        "RelationshipDelete", "DELETE", "relationship/{relation}/", belonging.remove_relation, 200,
        "End a relation, on both sides", None,
    ),
)  # fmt: skip

COMPANY = Resource(
    noun=COMPANIES,
    omit_in_lists=("salutation", "employeesNumber", "legalForm", "socialNetworkContact"),
    columns={"logo": "logo_id"},
    picture="logo",
    attached=(ADDRESSES, titles("company_id"), files("company_id"), external_ids("company"), ORIGIN),
    filters=filters.common("company_id"),
    tolerated=("addresses",),
    after=keep_addresses,
    below=BELOW,
    required=("rating", "state", "role"),
)
