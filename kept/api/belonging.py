"""Rows that belong to a record, as resources below it: addresses, relations, positions. Each act can be undone."""

from __future__ import annotations

from typing import Any

from kept.api import bodies
from kept.api.operations import Call
from kept.api.problems import absent, bad, business
from kept.api.records import to_change
from kept.api.resource import Resource
from kept.api.resources.addresses import ADDRESS
from kept.crm.companies.links import join, part
from kept.crm.companies.models import Address, Company, CompanyLink, LinkKind
from kept.crm.contacts.models import Position
from kept.crm.nouns import changing, rows
from kept.crm.nouns.fields import LongText, Text
from kept.crm.nouns.references import Reference
from kept.tenancy.ids import id_of

DONE = {"success": True}
COMPANY = Reference(name="company_id", label="", wire="company", to="company", required=True)
POSITION = (
    COMPANY,
    Text(name="title", label="", wire="type", max_length=200),
    LongText(name="notice", label="", wire="notice"),
)


def created(pk: int) -> dict[str, Any]:
    """The answer to a row that was made."""
    return {"success": True, "data": {"id": pk}}


def _begin(call: Call, resource: Resource) -> Any:
    return changing.operation(call.access, f"{resource.noun.key}.edited", resource.noun)


def _row(model: Any, entity: str, id: int, **where: Any) -> Any:
    row = model.objects.filter(pk=id, **where).first()
    if row is None:
        raise absent(entity, id)
    return row


# Addresses of a company


def address_values(call: Call, given: dict[str, Any]) -> dict[str, Any]:
    """An address out of a body: what it names, cleaned, `country` as a code."""
    values = bodies.clean(call, ADDRESS, {key: given[key] for key in given if key not in ("contactAddress", "extIds")})
    return {name: value for name, value in values.items()}


def add_address(call: Call, resource: Resource, id: int) -> Any:
    """One more address, not the primary one unless it is the first."""
    company = to_change(call, resource, id)
    return created(keep_address(call, resource, company, bodies.body(call), _begin(call, resource)).pk)


def keep_address(call: Call, resource: Resource, company: Any, given: dict[str, Any], act: Any) -> Address:
    """Make an address from a body; a company's first is its primary and its contact address."""
    first = not Address.objects.filter(company=company).exists()
    row = Address.fresh(company=company, primary=first, is_contact=first, **address_values(call, given))
    rows.add(resource.noun, company, row, call.access, act)
    changing.reindex(company)
    return row


def change_address(call: Call, resource: Resource, id: int, address: int) -> Any:
    """Change what the body names."""
    company = to_change(call, resource, id)
    row = _row(Address, "CompanyAddress", address, company=company)
    rows.change(
        resource.noun, company, row, address_values(call, bodies.body(call)), call.access, _begin(call, resource)
    )
    changing.reindex(company)
    return DONE


def remove_address(call: Call, resource: Resource, id: int, address: int) -> Any:
    """Remove one that is not the primary one."""
    company = to_change(call, resource, id)
    row = _row(Address, "CompanyAddress", address, company=company)
    if row.primary:
        raise business(
            "exception.primaryAddress", "The primary address cannot be removed. Make another one primary first."
        )
    act = _begin(call, resource)
    if row.is_contact:
        for primary in Address.objects.filter(company=company, primary=True):
            rows.change(resource.noun, company, row, {"is_contact": False}, call.access, act)
            rows.change(resource.noun, company, primary, {"is_contact": True}, call.access, act)
    rows.remove(resource.noun, company, row, call.access, act)
    changing.reindex(company)
    return DONE


def _flag(call: Call, resource: Resource, record: Any, row: Any, flag: str, **siblings: Any) -> Any:
    act = _begin(call, resource)
    for other in type(row).objects.filter(**siblings, **{flag: True}).exclude(pk=row.pk):
        rows.change(resource.noun, record, other, {flag: False}, call.access, act)
    rows.change(resource.noun, record, row, {flag: True}, call.access, act)
    changing.reindex(record)
    return DONE


def set_primary_address(call: Call, resource: Resource, id: int, address: int) -> Any:
    """The flag moves to this one."""
    company = to_change(call, resource, id)
    row = _row(Address, "CompanyAddress", address, company=company)
    return _flag(call, resource, company, row, "primary", company=company)


def set_contact_address(call: Call, resource: Resource, id: int, address: int) -> Any:
    """The flag moves to this one."""
    company = to_change(call, resource, id)
    row = _row(Address, "CompanyAddress", address, company=company)
    return _flag(call, resource, company, row, "is_contact", company=company)


# Relations between companies


def relations(call: Call, resource: Resource, id: int) -> Any:
    """The companies that a company is related to, those that the caller may see."""
    from kept.api.resources.addresses import fetch, out

    seen = Company.objects.kept().visible_to(call.access)
    if not seen.filter(pk=id).exists():
        raise absent(resource.entity, id)
    columns = ("id", "notice", "kind", "other_id", "other__name", "other__role", "other__state", "other__rating")
    links = CompanyLink.objects.filter(company_id=id, other__in=seen).order_by("pk")
    found = list(links.values_list(*columns, "other__registration_number"))
    addresses = {row[1]: out(row, call) for row in reversed(fetch(call, [row[3] for row in found])) if row[2]}
    data = [
        {
            "id": pk, "notice": notice or None, "companyJoinType": kind,
            "companyJoin": {
                "id": other, "name": name, "role": role, "state": state, "rating": rating,
                "regNumber": number or None, "primaryAddress": addresses.get(other),
            },
        }
        for pk, notice, kind, other, name, role, state, rating, number in found
    ]  # fmt: skip
    return {"success": True, "totalCount": len(data), "data": data}


def add_relation(call: Call, resource: Resource, id: int) -> Any:
    """Relate two companies: the other one gets the inverse."""
    company, given = to_change(call, resource, id), bodies.body(call)
    kind = given.get("companyJoinType")
    if kind not in LinkKind.values:
        raise bad("Attribute [companyJoinType] must be one of parent, slave, free")
    values = bodies.clean(call, (Reference(name="other", label="", wire="companyJoin", to="company", required=True),), {
        "companyJoin": given.get("companyJoin")
    })  # fmt: skip
    if values["other"] == company.pk:
        raise bad("A company cannot be related to itself")
    other = to_change(call, resource, values["other"], even_locked=True)
    notice = LongText(name="notice", label="").clean(given.get("notice"), call.words)
    return created(join(resource.noun, company, other, kind, notice, call.access, _begin(call, resource)).pk)


def change_relation(call: Call, resource: Resource, id: int, relation: int) -> Any:
    """Only the note can be changed; it stands on both sides."""
    company = to_change(call, resource, id)
    row = _row(CompanyLink, "CompanyRelationship", relation, company=company)
    values = bodies.clean(call, (LongText(name="notice", label="", wire="notice"),), bodies.body(call))
    act = _begin(call, resource)
    for one in filter(None, (row, CompanyLink.objects.filter(pk=row.twin_id).first())):
        rows.change(resource.noun, company, one, values, call.access, act)
    return DONE


def remove_relation(call: Call, resource: Resource, id: int, relation: int) -> Any:
    """Both sides go."""
    company = to_change(call, resource, id)
    row = _row(CompanyLink, "CompanyRelationship", relation, company=company)
    part(resource.noun, company, row.other, call.access, _begin(call, resource))
    return DONE


# A person's positions


def position_values(call: Call, given: dict[str, Any]) -> dict[str, Any]:
    """A position out of a body; its address must be one of its company's."""
    values = bodies.clean(call, POSITION, {key: given[key] for key in given if key != "companyAddress"})
    if "companyAddress" in given:
        asked = given["companyAddress"]
        asked = asked.get("id") if isinstance(asked, dict) else asked
        where: dict[str, Any] = {"pk": id_of(asked)}
        if "company_id" in values:
            where["company_id"] = values["company_id"]
        if asked not in (None, "", 0) and not (where["pk"] and Address.objects.filter(**where).exists()):
            raise bad(f"Attribute [companyAddress]: no address [{str(asked)[:40]}] of this company")
        values["address_id"] = where["pk"]
    return values


def add_position(call: Call, resource: Resource, id: int) -> Any:
    """One more; the first is the primary one."""
    person, given = to_change(call, resource, id), bodies.body(call)
    if given.get("company") in (None, ""):
        raise bad("Attribute [company] is needed")
    first = not Position.objects.filter(contact=person, primary=True).exists()
    row = Position.fresh(contact=person, primary=first, **position_values(call, given))
    rows.add(resource.noun, person, row, call.access, _begin(call, resource))
    return created(row.pk)


def change_position(call: Call, resource: Resource, id: int, relation: int) -> Any:
    """Change what the body names."""
    person = to_change(call, resource, id)
    row = _row(Position, "PersonRelationship", relation, contact=person)
    values = position_values(call, {"company": row.company_id, **bodies.body(call)})
    rows.change(resource.noun, person, row, values, call.access, _begin(call, resource))
    return DONE


def remove_position(call: Call, resource: Resource, id: int, relation: int) -> Any:
    """They are not there any more. If it was the primary one, the oldest other becomes it."""
    person = to_change(call, resource, id)
    row = _row(Position, "PersonRelationship", relation, contact=person)
    act, primary = _begin(call, resource), row.primary
    rows.remove(resource.noun, person, row, call.access, act)
    following = Position.objects.filter(contact=person).order_by("pk").first()
    if primary and following is not None:
        rows.change(resource.noun, person, following, {"primary": True}, call.access, act)
    return DONE


def set_primary_position(call: Call, resource: Resource, id: int, relation: int) -> Any:
    """The flag moves to this one."""
    person = to_change(call, resource, id)
    return _flag(
        call,
        resource,
        person,
        _row(Position, "PersonRelationship", relation, contact=person),
        "primary",
        contact=person,
    )
