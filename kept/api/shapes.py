"""Shapes: what answers and bodies hold, told once in few words and written out as JSON Schema.

A shape is a dictionary of keys, a list of one shape, or the name of a type; any value of an answer may also be null."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kept.api.resource import Resource
from kept.crm.nouns.fields import Choice, Field, Tags
from kept.crm.nouns.kinds import Flag, Number
from kept.crm.nouns.own_values import Member, Picklist
from kept.crm.nouns.references import Reference
from kept.crm.nouns.times import Date, Moment

VALUE = {"id": "integer", "value": "string"}
PERSON = {"id": "integer", "fullName": "string"}
NAMED = {"id": "integer", "name": "string"}
FILE = {"id": "integer", "contentType": "string", "fileName": "string", "size": "integer"}
STATE = {
    "rowInfo.createdAt": "datetime", "rowInfo.createdBy": "string", "rowInfo.updatedAt": "datetime",
    "rowInfo.updatedBy": "string", "rowInfo.rowAccess": "string", "rowInfo.rowState": "string",
}  # fmt: skip
TITLES = [
    {
        "id": "integer", "validFrom": "date", "validTill": "date", "legalTitle": "string", "templateName": "string",
        "gdprTemplate": "integer",
    }
]  # fmt: skip
ADDRESS: dict[str, Any] = {
    "id": "integer", "primary": "boolean", "contactAddress": "boolean",
    "address": {
        "id": "integer", "name": "string", "street": "string", "city": "string", "province": "string",
        "zipCode": "string", "country": "string", "countryCode": "string", "lat": "number", "lng": "number",
    },
    "territory": VALUE,
    "contactInfo": {
        "primary": "boolean", "email": "string", "email2": "string", "tel1": "string", "tel1Type": "string",
        "tel2": "string", "tel2Type": "string", "fax": "string", "www": "string", "otherContact": "string",
        "doNotSendMM": "boolean",
    },
    "extIds": ["string"],
}  # fmt: skip
ORIGIN = {"id": "integer", "code": "string", "topic": "string"}
RELATION = {"id": "integer", "type": "string", "company": NAMED}
ON_BOTH = {"customFields": "any", "securityLevel": NAMED, "_version": "integer", **STATE}
FILES = [{"id": "integer", "link": "string", "linkName": "string", "file": FILE, "folder": "string"}]
NUMBERED = {"id": "integer", "code": "string", "name": "string"}
WITH = {  # whom an activity is about
    "company": NAMED, "person": {"id": "integer", "fullName": "string", "name": "string"}, "lead": {"id": "integer"},
    "businessCase": NUMBERED, "offer": NUMBERED, "salesOrder": NUMBERED, "project": NUMBERED,
    "activity": {"id": "integer", "title": "string"}, "recurrence": "any", "companyAddress": {"id": "integer"},
    "participants": [
        {
            "id": "integer", "owner": "boolean", "role": "string", "name": "string", "person": "integer",
            "company": "integer", "lead": "integer",
        }
    ],
}  # fmt: skip
PARTS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {  # what lists and details of a resource add
    "company": (
        {"primaryAddress": ADDRESS, "contactAddress": ADDRESS},
        {"primaryAddress": ADDRESS, "addresses": [ADDRESS]},
    ),
    "person": (
        {
            "primaryRelationship": RELATION,
            "companyAddress": {
                "address": {
                    key: ADDRESS["address"][key] for key in ADDRESS["address"] if key not in ("name", "lat", "lng")
                },
                "territory": VALUE,
            },
        },
        {
            "primaryRelationship": RELATION,
            "relationships": [{**RELATION, "companyAddress": NAMED, "notice": "string", "primary": "boolean"}],
        },
    ),
}


def shape_of(resource: Resource, *, detail: bool) -> dict[str, Any]:
    """A row of a list, or a detail, as somebody sees it who may see everything."""
    from kept.api.reading import plan_of
    from kept.api.rows import CountryName

    plan = plan_of(resource.path, True, detail)
    found: dict[str, Any] = {"id": "integer"}
    for key, _place, one in plan.flat:
        found[key] = type_of(one) if isinstance(one, Field) else "boolean" if key.startswith("active") else "string"
    for group, inner in plan.groups.items():
        found[group] = {key: "string" if isinstance(one, CountryName) else type_of(one) for key, _place, one in inner}
    found.pop(resource.picture, None)
    if detail and resource.picture:
        found[resource.picture] = FILE
    found |= {"attachments": FILES} if detail else {}
    found |= ON_BOTH | PARTS.get(resource.path, (WITH, WITH))[detail] | ({"extIds": ["string"]} if detail else {})
    if resource.with_titles:
        found |= {"inlineGdpr": TITLES} | ({"originLead": ORIGIN} if detail else {})
    return found


def type_of(one: Field) -> Any:
    """What a field's value is on its way out."""
    if isinstance(one, Member):
        return PERSON
    if isinstance(one, Picklist):
        return VALUE
    if isinstance(one, Tags):
        return ["string"]
    for kind, name in ((Flag, "boolean"), (Number, "number"), (Date, "date"), (Moment, "datetime")):
        if isinstance(one, kind):
            return name
    return "string"


def schema(shape: Any) -> dict[str, Any]:
    """A shape as JSON Schema."""
    if isinstance(shape, Mapping):
        return {"type": ["object", "null"], "properties": {key: schema(inner) for key, inner in shape.items()}}
    if isinstance(shape, list):
        return {"type": ["array", "null"], "items": schema(shape[0])}
    match shape:
        case "any":
            return {"type": ["object", "null"], "additionalProperties": True}
        case "date":
            return {"type": ["string", "null"], "format": "date"}
        case "datetime":
            return {"type": ["string", "null"], "description": "yyyy-MM-dd HH:mm, or ISO 8601 with dateFormat=ISO8601"}
    return {"type": [shape, "null"]}


def taken(one: Field) -> dict[str, Any]:
    """What a field takes in a body. References come as an id, or as an object that has one."""
    if isinstance(one, Picklist | Reference | Member):
        return {"anyOf": [{"type": ["integer", "null"]}, {"type": "object", "properties": {"id": {"type": "integer"}}}]}
    if isinstance(one, Tags):
        return {"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "string"}]}
    if isinstance(one, Flag):
        return {"type": ["boolean", "string", "integer", "null"]}
    if isinstance(one, Number):
        return {"type": ["number", "string", "null"]}
    if isinstance(one, Date):
        return {"type": ["string", "null"], "format": "date"}
    if isinstance(one, Choice) and one.choices:
        return {"type": ["string", "null"], "enum": [*(code for code, _label in one.choices), None]}
    return {"type": ["string", "null"], "maxLength": one.max_length}


def body(fields: Iterable[Field], required: Iterable[str] = (), **more: Any) -> dict[str, Any]:
    """A body of fields, nested where their names have dots."""
    properties: dict[str, Any] = {}
    for one in fields:
        place, names = properties, one.wire.split(".")
        for name in names[:-1]:
            place = place.setdefault(name, {"type": ["object", "null"], "properties": {}})["properties"]
        place[names[-1]] = taken(one)
    found: dict[str, Any] = {"type": "object", "properties": properties | more}
    wanted = [*dict.fromkeys([*required, *(one.wire for one in fields if one.required and "." not in one.wire)])]
    return found | ({"required": wanted} if wanted else {})
