"""Calls: every operation of the API with the ids of an instance filled in, and a body that would be right."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from kept.api.operations import Operation
from kept.api.schemas import schemas
from kept.identity.keys import ApiKey
from kept.tenancy.opening import system
from tests.cast import Cast

COUNTED = {
    "company": "companies",
    "person": "contacts",
    "gdpr": "title",
    "gdprTemplate": "template",
    "userAccount": "member",
}
COUNTED |= {"securityLevel": "level", "companyCategory": "item", "task": "task", "meeting": "talk"}
COUNTED |= dict.fromkeys(("fileHeader", "icon", "image", "attachment"), "file")
WORDS = {"ext": "erp:1", "entity": "Person", "field": "mark_00000", "list": "language", "tag": "mine", "kind": "Person"}
SAMPLES = {"integer": 1, "number": 1.5, "boolean": True, "string": "a", "array": [], "object": {}, "null": None}


class Program:
    """A program with a member's key."""

    def __init__(self, cast: Cast, name: str) -> None:
        with system("tests", cast.instance.pk):
            _key, self.secret = ApiKey.issue(cast.members[name], f"{name}'s program")

    def call(self, method: str, path: str, body: bytes = b"", type: str = "application/json", query: str = "") -> Any:
        """One call, as it comes over the wire."""
        client, headers = Client(raise_request_exception=False), {"Authorization": f"Bearer {self.secret}"}
        return client.generic(method, f"/api/v2/{path}", body, type, headers=headers, QUERY_STRING=query)


def path_of(one: Operation, ids: dict[str, int]) -> str:
    """The path of an operation with an instance's own ids in it."""
    own = ids.get(COUNTED.get(one.path.partition("/")[0], ""), ids["item"])
    relation = ids["link"] if one.path.startswith("company") else ids["position"]
    known = {**{name: str(pk) for name, pk in ids.items()}, **WORDS, "id": str(own), "relation": str(relation)}
    return re.sub(r"\{(\w+)\}", lambda token: known.get(token[1], str(own)), one.path)


def sample(schema: Any) -> Any:
    """A value that a schema allows."""
    if isinstance(schema, str):
        schema = schemas()[schema]
    if not isinstance(schema, dict):
        return None
    if "anyOf" in schema:
        return sample(schema["anyOf"][0])
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "object")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        return {name: sample(inner) for name, inner in schema.get("properties", {}).items()}
    if kind == "array":
        return [sample(schema.get("items", {"type": "string"}))]
    return {"date": "2026-11-22", "email": "a@example.com"}.get(schema.get("format", ""), SAMPLES[kind])
