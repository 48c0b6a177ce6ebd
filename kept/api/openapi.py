"""The OpenAPI document, made from the same declarations as the operations themselves."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from kept.api import once
from kept.api.asking import filter_names, sort_paths
from kept.api.comparing import operators_of
from kept.api.contract import operations
from kept.api.operations import NAMES, TOKEN, Operation
from kept.api.resource import Resource
from kept.api.resources.all import halves, resources
from kept.api.schemas import schemas
from kept.crm.nouns.noun import COMMON
from kept.crm.nouns.own_values import Member

SHARED = {"offset": "integer", "limit": "integer", "dateFormat": "string"}
ALWAYS = {
    400: "The request is wrong; `message` says where",
    401: "Wrong credentials",
    405: "No such method here",
    410: "The instance is closed: its contract has ended",
    503: "Too busy, or a part is away. Nothing was changed; see Retry-After",
    429: "Too many calls today, too many at once, or too many wrong credentials; see Retry-After",
}
SAID = {
    404: "No such record, or not for this caller",
    500: "A business error: a missing right, a rule of the trade. Clients take 401 and 403 for a wrong key, so neither is used",
}


@cache
def document() -> dict[str, Any]:
    """The whole document."""
    paths: dict[str, Any] = {}
    for one in operations():
        paths.setdefault(f"/{one.path}", {})[one.method.lower()] = _operation(one)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "CRM API, version 2",
            "version": "2.0",
            "description": "PUT creates, POST changes what the body names. Paths answer with and without their last slash.",
        },
        "servers": [{"url": "/api/v2"}],
        "security": [{"basic": [], "instance": []}, {"bearer": []}],
        "paths": paths,
        "components": {
            "responses": {f"problem{status}": _answer(said, "error") for status, said in (SAID | ALWAYS).items()},
            "parameters": {"once": once.document()}
            | {name: {"name": name, "in": "query", "schema": {"type": kind}} for name, kind in SHARED.items()},
            "schemas": {_name(name): schema for name, schema in schemas().items()},
            "securitySchemes": {
                "basic": {"type": "http", "scheme": "basic", "description": "E-mail and API key"},
                "instance": {"type": "apiKey", "in": "header", "name": "X-Instance-Name"},
                "bearer": {"type": "http", "scheme": "bearer", "description": "API key; it names its instance itself"},
            },
        },
    }


def _operation(one: Operation) -> dict[str, Any]:
    answers = {str(one.status): _answer("Done" if one.status < 300 else "", one.gives)}
    for status in {*one.problems, *ALWAYS}:
        answers[str(status)] = {"$ref": f"#/components/responses/problem{status}"}
    found: dict[str, Any] = {
        "operationId": one.id,
        "summary": one.says,
        "tags": [one.tag],
        "responses": dict(sorted(answers.items())),
        "x-needs": list(one.needs),
    }
    parameters = [*_tokens(one), *_query(one)]
    if one.method in once.WRITES:
        parameters.append({"$ref": "#/components/parameters/once"})
    if parameters:
        found["parameters"] = parameters
    if one.body:
        found["requestBody"] = {"required": True, "content": {one.takes: {"schema": _ref(one.body)}}}
    return found


def _tokens(one: Operation) -> list[dict[str, Any]]:
    return [
        {
            "name": name, "in": "path", "required": True,
            "schema": {"type": "string"} if name in NAMES else {"type": "integer", "minimum": 0},
        }
        for name in TOKEN.findall(one.path)
    ]  # fmt: skip


def _query(one: Operation) -> list[dict[str, Any]]:
    resource = next((r for r in (*resources().values(), *halves().values()) if one.id == f"{r.path}Get"), None)
    names: list[tuple[str, str, str]] = []
    if resource is not None:
        names = [*controls(resource), *filters(resource)]
    elif one.gives and one.gives.endswith(".list") and "{" not in one.path:
        names = [("offset", "integer", ""), ("limit", "integer", ""), *one.query]
    if one.method == "GET":
        names.append(("dateFormat", "string", ""))
    return [
        {"$ref": f"#/components/parameters/{name}"}
        if name in SHARED and not said
        else {"name": name, "in": "query", "schema": {"type": kind}} | ({"description": said} if said else {})
        for name, kind, said in names
    ]


def controls(resource: Resource) -> list[tuple[str, str, str]]:
    """Name, type and words of what every list of records takes."""
    return [
        ("offset", "integer", ""),
        ("limit", "integer", "At most 1000; 100 unless asked"),
        ("sortColumn", "string", ", ".join(sort_paths(resource.path, True))),
        ("sortDirection", "string", "ASC or DESC"),
        ("fulltext", "string", "Words in any order, whatever accents"),
        ("view", "string", "rowInfo for the state of records alone"),
    ]


def filters(resource: Resource) -> list[tuple[str, str, str]]:
    """Filters of a list: name, type, operators. `name[OP]=value`, EQ unless said."""
    found = {"id": ("integer", "EQ, NE, LT, LE, GT, GE, IN, NOT_IN")}
    for one in (*resource.noun.fields, *COMMON):
        if one.wire and one.filterable and not isinstance(one, Member):
            for name in filter_names(one):
                if name not in resource.refused_filters:
                    found[name] = ("string", ", ".join(operators_of(one)))
    for name, special in resource.filters.items():
        found[name] = ("string", ", ".join(special.operators))
    return [(name, kind, f"Operators: {operators}") for name, (kind, operators) in found.items()]


def _answer(said: str, gives: Any) -> dict[str, Any]:
    return {"description": said or "Done", "content": {"application/json": {"schema": _ref(gives)}}}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{_name(name)}"}


def _name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "_", name)
