"""person: contacts on the wire."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q

from kept.api import belonging, filters
from kept.api.operations import Call
from kept.api.problems import absent, bad
from kept.api.resource import Filter, Resource
from kept.api.resources.attached import ORIGIN, external_ids, files, titles
from kept.api.resources.positions import POSITIONS
from kept.crm.companies.models import Company
from kept.crm.contacts.models import Position
from kept.crm.contacts.noun import CONTACTS
from kept.crm.nouns import changing, rows
from kept.tenancy.ids import id_of


def company_id(value: str) -> int:
    """A company's id in a filter. Raises Problem when it is none."""
    company = id_of(value)
    if company is None:
        raise bad(f"Invalid value [{value[:40]}] of a filter by company")
    return company


def in_company(call: Call, operator: str, value: str) -> Q:
    """People with any place in a company."""
    company = company_id(value)
    if not Company.objects.kept().visible_to(call.access).filter(pk=company).exists():
        raise absent("Company", company)
    return Q(Exists(Position.objects.filter(contact_id=OuterRef("pk"), company_id=company)))


def by_company_name(call: Call, operator: str, value: str) -> Q:
    """People by the name of their primary company."""
    from kept.api import comparing
    from kept.crm.nouns.fields import Text

    name = Text(name="company__name", label="", wire="primaryRelationship-company-name")
    test = comparing.condition(name.wire, name, operator, value, call.words)
    found = Position.objects.filter(test, contact_id=OuterRef("pk"), primary=True)
    return Q(Exists(found))


def by_login(call: Call, operator: str, value: str) -> Q:
    """The person of a user, or all people who are none."""
    if value in ("", "null"):
        return Q(membership_id=None) if operator == "EQ" else ~Q(membership_id=None)
    login = id_of(value)
    if login is None:
        raise bad(f"Invalid value [{value[:40]}] of filter column [userAccount-id]")
    return Q(membership_id=login) if operator == "EQ" else ~Q(membership_id=login)


def keep_relationship(call: Call, person: Any, given: dict[str, Any], new: bool) -> None:
    """What the primary position has besides company and title: its address and its note."""
    asked = given.get("relationship")
    if not isinstance(asked, dict) or not asked.keys() & {"companyAddress", "notice"}:
        return
    row = Position.objects.filter(contact=person, primary=True).first()
    if row is None:
        raise bad("Attribute [relationship.company] is needed")
    values = belonging.position_values(call, {"company": row.company_id, **asked})
    wanted = {name: value for name, value in values.items() if name in ("address_id", "notice")}
    rows.change(CONTACTS, person, row, wanted, call.access, changing.operation(call.access, "contact.edited", CONTACTS))


BELOW = (  # id, method, path, act, status, what it says, body
    ("RelationshipInsert", "PUT", "relationship/", belonging.add_position, 201, "Add a position", "personRelationship"),
    (
        "RelationshipEdit", "POST", "relationship/{relation}/", belonging.change_position, 200, "Change a position",
        "personRelationship",
    ),
    (
        "RelationshipDelete", "DELETE", "relationship/{relation}/", belonging.remove_position, 200, "Remove a position",
        None,
    ),
    (
        "RelationshipSetPrimaryEdit", "POST", "relationship/{relation}/setPrimary/", belonging.set_primary_position, 200,
        "Make it the primary position", None,
    ),
)  # fmt: skip

PERSON = Resource(
    noun=CONTACTS,
    omit_in_lists=("socialNetworkContact",),
    columns={"activeUserAccount": "membership_id", "communicationTone": "communication_tone", "photo": "photo_id"},
    convert={"activeUserAccount": lambda member: member is not None},
    picture="photo",
    attached=(POSITIONS, titles("contact_id"), files("contact_id"), external_ids("contact"), ORIGIN),
    filters={
        **filters.common("contact_id"),
        "personRelationship": Filter(in_company, ("CUSTOM",), says="People with any place in this company."),
        "primaryRelationship-company-name": Filter(by_company_name, ("EQ", "NE", "LIKE", "LIKE_NOCASE"), "string"),
        "userAccount-id": Filter(by_login, ("EQ", "NE"), says="The person of this user."),
    },
    refused_filters=("company",),
    tolerated=("relationship",),
    after=keep_relationship,
    below=BELOW,
    aliases={"relationship.company": "company", "relationship.type": "position", "company": "company"},
)
