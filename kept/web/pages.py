"""How a page answers: whole, or the part that was asked for; and how an act answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template import Context, Template, loader
from django.template.context import make_context
from django.template.loader_tags import BLOCK_CONTEXT_KEY, BlockContext, BlockNode, ExtendsNode
from django.utils.cache import patch_vary_headers

PARTIAL = "partial"


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    block: str | None = None,
) -> HttpResponse:
    """Render a page whole, or for htmx the one block of it that is to be swapped.

    The block is `block`, else the one named like the target of the swap ("contact-rows" is `contact_rows`), else the
    block `partial`, else there is none and the page comes whole.
    """
    wanted = [block] if block else wanted_blocks(request)
    part = part_of(request, template, wanted, context) if wanted else None
    body = loader.render_to_string(template, context, request) if part is None else part
    response = HttpResponse(body, status=status)
    patch_vary_headers(response, ("HX-Request", "HX-Target"))
    if part is not None:
        tell(request, response)
    return response


def done(request: HttpRequest, url: str, message: object = "", *, undo_url: str | None = None) -> HttpResponse:
    """Answer an act: go to `url` and say `message` there, with an undo if `undo_url` says how."""
    say(request, message, undo_url=undo_url)
    if is_htmx(request):  # to the page one is on already a fragment would only scroll, and load nothing
        return HttpResponse(status=204, headers={"HX-Redirect": url.partition("#")[0]})
    return redirect(url)


def say(request: HttpRequest, message: object, *, undo_url: str | None = None) -> None:
    """Have `message` said in a toast, on this answer if it is a part of a page, else on the next page."""
    if message:
        messages.success(request, str(message), extra_tags=undo_url or "")


def tell(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Send what is to be said along with a part of a page: the page in the browser makes the toasts."""
    said = [{"message": item.message, "undo": item.extra_tags or ""} for item in messages.get_messages(request)]
    if said:
        response["HX-Trigger"] = json.dumps({"kept:said": {"toasts": said}})
    return response


def go(url: str, *, request: HttpRequest) -> HttpResponse:
    """Leave for `url`, whole page, whoever asks."""
    return HttpResponse(status=204, headers={"HX-Redirect": url}) if is_htmx(request) else HttpResponseRedirect(url)


def is_htmx(request: HttpRequest) -> bool:
    """Whether a part of a page is asked for, and not a page that history brings back."""
    headers = request.headers
    return "HX-Request" in headers and "HX-History-Restore-Request" not in headers and "HX-Boosted" not in headers


def wanted_blocks(request: HttpRequest) -> list[str]:
    if not is_htmx(request):
        return []
    target = request.headers.get("HX-Target", "").replace("-", "_")
    return [name for name in (target, PARTIAL) if name]


def part_of(request: HttpRequest, template: str, wanted: list[str], context: Mapping[str, Any] | None) -> str | None:
    """The first of the `wanted` blocks that the template or those it extends have, rendered; None if there is none."""
    parsed: Template = loader.get_template(template).template  # type: ignore[attr-defined]
    full = make_context(dict(context or {}), request)
    with full.render_context.push_state(parsed), full.bind_template(parsed):
        blocks = blocks_of(parsed, full)
        name = next((name for name in wanted if blocks.get_block(name)), None)
        if name is None:
            return None
        full.render_context[BLOCK_CONTEXT_KEY] = blocks
        return str(blocks.get_block(name).render(full))


def blocks_of(template: Template, context: Context) -> BlockContext:
    """All blocks, from the template down to the one that everything extends, the nearest one winning."""
    blocks = BlockContext()
    while True:
        extends = next((node for node in template.nodelist if isinstance(node, ExtendsNode)), None)
        if extends is None:
            found = template.nodelist.get_nodes_by_type(BlockNode)
            blocks.add_blocks({node.name: node for node in found if isinstance(node, BlockNode)})
            return blocks
        blocks.add_blocks(extends.blocks)
        template = extends.get_parent(context)
