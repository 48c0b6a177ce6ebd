"""Schemas of all bodies and answers by the names that operations call them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from kept.api import custom_fields, legal_titles, security_levels, value_lists
from kept.api.belonging import POSITION
from kept.api.resource import Resource
from kept.api.resources.addresses import ADDRESS
from kept.api.resources.all import resources
from kept.api.resources.mixed import ENTITY, PROMISED
from kept.api.shapes import NAMED, PERSON, STATE, VALUE, body, schema, shape_of
from kept.api.webhooks.models import EVENTS
from kept.crm.fields.models import DataType
from kept.crm.nouns.fields import LongText
from kept.crm.nouns.noun import COMMON

TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}
VALUE_LISTS = (("plain", False, False), ("coloured", True, True), ("hidden", True, False), ("currency", True, True))
ID = {"type": ["integer", "null"]}
PARTICIPANT = {
    "type": "object",
    "properties": {"id": ID, "person": ID, "company": ID, "role": {"enum": ["FROM", "TO", None]}},
}
HEADER = ("uuid", "fileName", "contentType", "accessToken", "instanceName")
ATTACHMENT = {
    **{key: {"type": ["string", "null"]} for key in ("link", "linkName", "uuid", "fileName", "contentType")},
    **dict.fromkeys(("fileSize", "folderId"), ID),
}
POST = {
    "id": "integer",
    "parent": "integer",
    "date": "datetime",
    "comment": "string",
    "owner": PERSON,
    "_version": "integer",
}
WEBHOOK = {"webhookId": "string", "url": "string", "secretToken": "string", "eventsFilter": ["string"]}
SUCCESS = {"success": "boolean"}


@cache
def schemas() -> dict[str, Any]:
    """Name to schema: `person.list`, `person.new`, `success`, `error`."""
    found: dict[str, Any] = {
        "error": schema({"type": "string", "message": "string", "translatedMessage": "string", "status": "integer"}),
        "success": schema(SUCCESS),
        "created": schema(SUCCESS | {"data": {"id": "integer"}}),
        "createdId": schema(SUCCESS | {"data": "integer"}),
        "customFieldCreated": schema(SUCCESS | {"data": {"fieldName": "string"}}),
        "tag": _object(tag={"anyOf": [TEXT, TEXTS]}),
        "extId": _object(extId=TEXT),
        "companyRelationshipNote": body([LongText(name="notice", label="", wire="notice")]),
    }
    for resource in resources().values():
        found |= _of_resource(resource)
    found["activity.list"] = _list({ENTITY: "string"} | shape_of(PROMISED, detail=False))
    row = {
        "id": "integer",
        "code01": "string",
        "strValue01": "string",
        "extIds": ["string"],
        "sequenceNumber": "integer",
    }
    for kind, takes, shows in VALUE_LISTS:
        fields = (value_lists.LABEL, value_lists.CODE) if takes else (value_lists.LABEL,)
        found[f"valueList.{kind}.body"] = body([*fields, value_lists.TEXT])
        found[f"valueList.{kind}.list"] = _list(row | ({"code02": "string"} if shows else {}))
    return found | _others()


def _of_resource(resource: Resource) -> dict[str, Any]:
    fields = [one for one in (*resource.noun.fields, *COMMON) if one.editable and one.wire and not one.part]
    level = {"anyOf": [{"type": ["integer", "null"]}, schema(NAMED)]}
    more: dict[str, Any] = {
        "securityLevel": level,
        "customFields": {"type": ["object", "null"]},
        "tags": {"anyOf": [TEXTS, TEXT]},
    }
    new = more | {"extId": TEXT, "extIds": TEXTS}
    if resource.path == "company":
        new["addresses"] = {"type": "array", "items": body(ADDRESS)}
    elif resource.path == "person":
        new["relationship"] = more["relationship"] = body([one for one in POSITION if not one.required])
        new["relationship"]["properties"]["company"] = {"type": "integer"}
    else:
        new["participants"] = more["participants"] = {"type": "array", "items": PARTICIPANT}
    return {
        f"{resource.path}.list": _list(shape_of(resource, detail=False)),
        f"{resource.path}.detail": schema(SUCCESS | {"data": shape_of(resource, detail=True)}),
        f"{resource.path}.new": body(fields, resource.required, **new),
        f"{resource.path}.change": body([replace(one, required=False) for one in fields], **more),
    }


def _others() -> dict[str, Any]:
    """What is no noun of the CRM, area by area."""
    return (
        _of_talk_and_hooks() | _of_files() | _of_relations() | _of_legal_titles() | _of_accounts() | _of_custom_fields()
    )


def _of_talk_and_hooks() -> dict[str, Any]:
    hook = {"url": TEXT, "secretToken": TEXT, "events": {"type": "array", "items": {"enum": list(EVENTS)}}}
    return {
        "post": body([LongText(name="comment", label="", wire="comment", required=True)], parent=ID),
        "post.list": _list(POST),
        "webhook": _object(**hook) | {"required": ["url", "events"]},
        "webhookCreated": schema(SUCCESS | {"data": {"uuid": "string"}}),
        "webhook.list": schema(SUCCESS | {"data": {"technicalContacts": ["string"], "webhooks": [WEBHOOK]}}),
        "technicalContacts": _object(technicalContacts=TEXTS),
    }


def _of_files() -> dict[str, Any]:
    return {
        "file": _object(file={"type": "string", "format": "binary"}),
        "attachment": {"type": "object", "properties": ATTACHMENT},
        "uploaded": schema({"uuid": "string", "fileName": "string", "contentType": "string", "fileSize": "integer"}),
        "fileHeader": schema(dict.fromkeys(HEADER, "string") | {"fileSize": "integer"}),
        "picture": schema(dict.fromkeys(("fileName", "contentType", "imgData"), "string")),
    }


def _of_relations() -> dict[str, Any]:
    joined = {"type": "string", "enum": ["parent", "slave", "free"]}
    relation = {"id": "integer", "notice": "string", "companyJoin": "any", "companyJoinType": "string"}
    return {
        "companyAddress": body(ADDRESS),
        "companyRelationship": _object(companyJoin={"type": "integer"}, companyJoinType=joined),
        "companyRelationship.list": _list(relation),
        "personRelationship": body(POSITION, companyAddress={"type": ["integer", "null"]}),
    }


def _of_legal_titles() -> dict[str, Any]:
    title = {
        "id": "integer", "company": NAMED, "person": PERSON, "lead": {"id": "integer"},
        "gdprTemplate": {"id": "integer", "name": "string", "legalTitle": "string"}, "gdprFormAgreement": VALUE,
        "validFrom": "date", "validTill": "date", **STATE,
    }  # fmt: skip
    template = {
        "id": "integer",
        "name": "string",
        "legalTitle": "string",
        "duration": "integer",
        "selectedField": "any",
    }
    fields = [legal_titles.FROM, legal_titles.TILL, legal_titles.FORM, legal_titles.VALIDITY]
    owners = {name: {"type": "integer"} for name in ("gdprTemplate", "company", "person")}
    return {
        "gdpr": body(fields, ["gdprTemplate"], **owners),
        "gdprChange": body(fields),
        "gdpr.list": _list(title),
        "gdpr.detail": schema(SUCCESS | {"data": title}),
        "gdprTemplate.list": _list(template),
    }


def _of_accounts() -> dict[str, Any]:
    user = {"id": "integer", "_version": "integer", "username": "string", "person": PERSON, "userRole": "string"}
    user |= {key: STATE[key] for key in list(STATE)[:4]}
    return {
        "securityInfo": schema({"username": "string", "userAccountId": "integer", "X-Instance-Name": "string"}),
        "userAccount.list": _list(user),
        "userAccount.detail": schema(SUCCESS | {"data": user | {"securityLevels": [NAMED], "timezone": "string"}}),
        "securityLevel.list": _list(NAMED | {"locked": "boolean"}),
        "securityLevel": body([security_levels.NAME]),
        "persons": _object(personIds={"type": "array", "items": {"type": "integer"}}),
    }


def _of_custom_fields() -> dict[str, Any]:
    fields = [custom_fields.LABEL, custom_fields.GROUP, custom_fields.CURRENCY, custom_fields.HINT]
    return {
        "customFieldConfig": schema(SUCCESS | {"data": "any"}),
        "customFieldEnum": schema(SUCCESS | {"data": ["string"]}),
        "customField": body(fields, dataType={"type": "string", "enum": list(DataType.values)}),
        "customFieldChange": body(fields),
        "customFieldOption": _object(value=TEXT),
        "customFieldOptionChange": _object(oldValue=TEXT, newValue=TEXT),
    }


def _list(row: dict[str, Any]) -> dict[str, Any]:
    return schema(SUCCESS | {"totalCount": "integer", "data": [row]})


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}
