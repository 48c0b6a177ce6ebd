"""The contract: all operations that there are. Addresses, documents and tests are made from this list."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from kept.api import (
    activities,
    custom_fields,
    files,
    legal_titles,
    names_outside,
    posts,
    records,
    security_levels,
    states,
    users,
    value_lists,
)
from kept.api.operations import Operation, bound
from kept.api.resource import Resource
from kept.api.resources.all import resources
from kept.api.webhooks import operations as webhooks


@cache
def operations() -> tuple[Operation, ...]:
    """Every operation."""
    of_resources = (operation for resource in resources().values() for operation in of_resource(resource))
    others = (
        activities, users, security_levels, value_lists, custom_fields, legal_titles, files, posts, webhooks,
        names_outside,
    )  # fmt: skip
    return (*of_resources, *(operation for module in others for operation in module.operations()))


FIVE = (  # id, method, path, permission, act, status, what it says, body, answer, problems
    ("Get", "GET", "", "view", records.many, 200, "List", None, "list", (400, 404, 500)),
    ("Insert", "PUT", "", "create", records.make, 201, "Create", "new", "created", (400, 500)),
    (
        "DetailByExtIdGet",
        "GET",
        "ext/{ext}/",
        "view",
        records.by_external_id,
        200,
        "By external id",
        None,
        "detail",
        (404, 500),
    ),
    ("DetailGet", "GET", "{id}/", "view", records.one, 200, "One", None, "detail", (404, 500)),
    (
        "Edit",
        "POST",
        "{id}/",
        "edit",
        records.change,
        200,
        "Change what the body names",
        "change",
        "success",
        (400, 404, 500),
    ),
    ("Delete", "DELETE", "{id}/", "delete", records.delete, 200, "Delete", None, "success", (404, 500)),
)


def of_resource(resource: Resource) -> Iterator[Operation]:
    """What every resource has, and what stands below this one."""
    path, permission = resource.path, resource.noun.permission
    for name, method, below, act, run, status, says, body, gives, problems in FIVE:
        yield Operation(
            f"{path}{name}", method, f"{path}/{below}", (permission(act),), bound(run, resource), says,
            body=body and f"{path}.{body}", gives=f"{path}.{gives}" if gives in ("list", "detail") else gives,
            status=status, problems=problems, tag=path,
        )  # fmt: skip
    yield from states.operations(resource, bound)
    for name, method, below, run, status, says, body in resource.below:
        act = "view" if method == "GET" else "edit"
        gives = f"{path}Relationship.list" if method == "GET" else "created" if status == 201 else "success"
        yield Operation(
            f"{path}{name}", method, f"{path}/{{id}}/{below}", (permission(act),), bound(run, resource), says, body=body,
            gives=gives, status=status, problems=(400, 404, 500), tag=path,
        )  # fmt: skip
