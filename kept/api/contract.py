"""The contract: all operations that there are. Addresses, documents and tests are made from this list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from kept.api import records
from kept.api.operations import Call, Operation
from kept.api.resource import Resource
from kept.api.resources.all import resources

CREATED = {"success": True, "data": {"id": "integer"}}


@cache
def operations() -> tuple[Operation, ...]:
    """Every operation, the more special paths before the more general."""
    return tuple(operation for resource in resources().values() for operation in of_resource(resource))


def bound(run: Callable[..., Any], resource: Resource) -> Callable[..., Any]:
    """An act written once for all resources, for one of them."""

    def act(call: Call, **tokens: Any) -> Any:
        return run(call, resource, **tokens)

    return act


def of_resource(resource: Resource) -> Iterator[Operation]:
    """What every resource has, and what this one adds."""
    path, noun = resource.path, resource.noun

    def operation(id: str, method: str, below: str, act: str, run: Any, says: str, **more: Any) -> Operation:
        needs = (noun.permission(act),)
        more.setdefault("tag", path)
        return Operation(f"{path}{id}", method, f"{path}/{below}", needs, bound(run, resource), says, **more)

    yield operation("Get", "GET", "", "view", records.many, "List", gives=f"{path}.list", problems=(400, 404, 500))
    yield operation(
        "Insert",
        "PUT",
        "",
        "create",
        records.make,
        "Create",
        body=f"{path}.new",
        gives="created",
        status=201,
        problems=(400, 500),
    )
    yield operation(
        "DetailByExtIdGet",
        "GET",
        "ext/{ext}/",
        "view",
        records.by_external_id,
        "By external id",
        gives=f"{path}.detail",
        problems=(404, 500),
    )
    yield operation(
        "DetailGet", "GET", "{id}/", "view", records.one, "Detail", gives=f"{path}.detail", problems=(404, 500)
    )
    yield operation(
        "Edit",
        "POST",
        "{id}/",
        "edit",
        records.change,
        "Change",
        body=f"{path}.change",
        gives="success",
        problems=(400, 404, 500),
    )
    yield operation(
        "Delete", "DELETE", "{id}/", "delete", records.delete, "Delete", gives="success", problems=(404, 500)
    )
    if resource.more:
        yield from resource.more(resource)
