"""Addresses of the API: every operation of every resource, and an empty 404 for the rest."""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, re_path

from kept.api import documents, tickets
from kept.api.contract import operations
from kept.api.dispatch import refuse
from kept.api.operations import TOKEN, Operation, patterns
from kept.api.problems import unnumbered
from kept.api.resources.all import by_path
from kept.policy.doors import PUBLIC, allow


@allow(PUBLIC)
def nowhere(request: HttpRequest) -> HttpResponse:
    """An unknown route answers 404 with an empty body; a known one whose id is no number, as for any record not there."""
    if _routes().fullmatch(request.path_info):
        return refuse(request, unnumbered())
    return HttpResponse(status=404, content_type="application/json")


nowhere.csrf_exempt = True  # type: ignore[attr-defined]


@cache
def _routes() -> re.Pattern[str]:
    """All paths of operations, with anything in the place of ids."""
    paths = {TOKEN.sub("[^/]*", either(one.path.rstrip("/"))) for one in operations()}
    return re.compile(f"/api/v2/(?:{'|'.join(sorted(paths))})/?")


def either(path: str) -> str:
    """A path that the contract's documents spell in two ways, as a pattern for both."""
    return path.replace("phoneCall", "phone[Cc]all")


def _first(one: Operation) -> str:
    return one.path.split("/")[0].rstrip("/")


def _rank(one: Operation) -> tuple[bool, bool, str]:
    """Records come before the many lists of values, and what fits any word comes last."""
    first = _first(one)
    return first.startswith("{"), by_path(first) is None, first


def _tree() -> list[URLPattern | URLResolver]:
    """Grouped by first segment, so that a request is compared with its own resource's paths only."""
    found: list[URLPattern | URLResolver] = []
    for first, of_one in groupby(sorted(operations(), key=_rank), key=_first):
        if first.startswith("{"):
            found += patterns(of_one)
            continue
        rest = [_below(one, first) for one in of_one]
        found.append(re_path(rf"^{either(first)}(?:/|$)", include(patterns(rest))))
    return found


def _below(one: Operation, first: str) -> Operation:
    from dataclasses import replace

    return replace(one, path=one.path.removeprefix(first).lstrip("/"))


app_name = "api"
urlpatterns: list[URLPattern | URLResolver] = [
    re_path(r"^docs/?$", documents.docs, name="docs"),
    re_path(r"^v2/openapi\.json$", documents.openapi, name="openapi"),
    re_path(
        r"^v2/fileBody/(?P<uuid>[0-9a-fA-F-]{36})/(?P<token>[\w-]{1,100})/(?P<name>[\w-]{1,40})/?$",
        tickets.body,
        name="file-body",
    ),
    re_path(r"^v2/", include(_tree())),
    re_path(r"^", nowhere),
]
