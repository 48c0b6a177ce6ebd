"""The document of the API for machines, and the page for people."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse

from kept.api.contract import operations
from kept.api.openapi import controls, document, filters
from kept.api.resources.all import resources
from kept.policy.doors import PUBLIC, allow
from kept.web.pages import page


@allow(PUBLIC)
def openapi(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3.1."""
    return HttpResponse(orjson.dumps(document(), option=orjson.OPT_INDENT_2), content_type="application/json")


@allow(PUBLIC)
def docs(request: HttpRequest) -> HttpResponse:
    """All operations, what they need, and the filters of the lists."""
    by_tag = sorted(operations(), key=lambda one: one.tag)
    lists = [(one.path, controls(one), filters(one)) for one in resources().values()]
    context: dict[str, Any] = {
        "sections": [(tag, list(ops)) for tag, ops in groupby(by_tag, key=lambda one: one.tag)],
        "lists": lists,
    }
    return page(request, "api/docs.html", context)
