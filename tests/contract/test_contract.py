"""Our operations, shapes, filters and orders beside the facts of the public contract."""

from __future__ import annotations

import re
from typing import Any

import orjson
from django.conf import settings

from kept.api.asking import sort_paths
from kept.api.contract import operations
from kept.api.openapi import document, filters
from kept.api.resources.all import halves, resources
from tests.contract import facts

TYPES = {"i": "integer", "n": "number", "s": "string", "b": "boolean", "d": "string", "t": "string", "*": None}


def schema(name: str) -> dict[str, Any]:
    return dict(document()["components"]["schemas"][name.replace(".", "_")])


def row(name: str) -> dict[str, Any]:
    data = schema(name)["properties"]["data"]
    return dict(data.get("items", data)["properties"])


def test_every_operation_that_is_built_stands_where_the_contract_has_it() -> None:
    ours = {f"{one.method} {re.sub(r'{.*?}', '{id}', one.path)} -> {one.status}" for one in operations()}
    for line in facts.OPERATIONS.split("\n"):
        assert not line or line in ours, line
    for name in facts.VALUE_LISTS.split():
        for line in (
            f"GET {name}/ -> 200",
            f"PUT {name}/ -> 201",
            f"POST {name}/{{id}}/ -> 200",
            f"DELETE {name}/{{id}}/ -> 200",
        ):
            assert line in ours, line
    ids = [one.id for one in operations()]
    assert len(ids) == len(set(ids))


def test_rows_hold_every_key_with_its_type() -> None:
    for name, told in facts.ROWS.items():
        found = row(name)
        for pair in told.split():
            key, _, kind = pair.partition(":")
            assert key in found, (name, key)
            if kind.startswith("["):
                assert "array" in found[key]["type"], (name, key)
            elif TYPES.get(kind):
                assert TYPES[kind] in found[key]["type"], (name, key)
            elif kind == "person":
                assert set(found[key]["properties"]) == {"id", "fullName"}
            elif kind == "value":
                assert set(found[key]["properties"]) == {"id", "value"}
    person = row("person.detail")
    for name in ("contactInfo", "privateAddress", "socialNetworkContact"):
        assert set(facts.INNER[name].split()) <= set(person[name]["properties"])
    address = row("company.detail")["primaryAddress"]["properties"]["address"]["properties"]
    assert set(facts.INNER["address"].split()) <= set(address)


def test_bodies_take_every_key_and_ask_for_those_that_are_needed() -> None:
    for name, told in facts.BODIES.items():
        taken, needed = set(schema(name)["properties"]), set(schema(name).get("required", ()))
        assert {key.lstrip("+") for key in told.split()} <= taken, name
        assert {key[1:] for key in told.split() if key.startswith("+")} <= needed, name


def test_lists_answer_every_filter_and_order() -> None:
    for resource in (*resources().values(), *halves().values()):
        names = {name for name, _kind, _said in filters(resource)}
        assert set(facts.FILTERS[resource.path].split()) <= names
        assert set(facts.SORTS[resource.path].split()) <= set(sort_paths(resource.path, True))


def test_every_operation_tells_all_its_statuses_and_what_it_needs() -> None:
    for path, methods in document()["paths"].items():
        for method, one in methods.items():
            assert {"401", "405", "429", "500"} <= set(one["responses"]), (method, path)
            assert one["x-needs"], (method, path)
            if "requestBody" in one:
                assert "400" in one["responses"], (method, path)


def test_the_document_is_the_one_that_was_published() -> None:
    published = settings.BASE_DIR / "docs" / "openapi.json"
    assert orjson.loads(published.read_bytes()) == document(), (
        "changed: bin/kept manage openapi, and look at the difference"
    )


def test_every_schema_that_is_named_is_there() -> None:
    text = orjson.dumps(document()).decode()
    for name in set(re.findall(r'"#/components/schemas/(\w+)"', text)):
        assert name in document()["components"]["schemas"]


def test_answers_keep_to_the_document(program: Any) -> None:
    """What really comes out has exactly the keys that the document tells."""
    alice = program("alice")
    firm = alice.made(
        "company/",
        {
            "name": "F",
            "rating": "A",
            "state": "B_ACTUAL",
            "role": "A_SUBSCRIBER",
            "addresses": [{"address": {"name": "x"}}],
        },
    )
    eva = alice.made("person/", {"lastName": "N", "relationship": {"company": firm, "type": "x"}})
    for path, id in (("company", firm), ("person", eva)):
        detail = alice.one(f"{path}/{id}/")
        assert set(detail) == set(row(f"{path}.detail"))
        listed = alice.get(f"{path}/", id=id).json()["data"][0]
        assert set(listed) == set(row(f"{path}.list"))
        for key, value in detail.items():
            if isinstance(value, dict) and row(f"{path}.detail")[key].get("properties"):
                assert set(value) == set(row(f"{path}.detail")[key]["properties"]), key


def test_the_page_for_people_and_the_document_are_open_to_all(client: Any, db: Any) -> None:
    assert client.get("/api/v2/openapi.json").json()["openapi"] == "3.1.0"
    text = client.get("/api/docs").content.decode()
    assert "/api/v2/person/{id}/" in text and '<script src="http' not in text and " style=" not in text
