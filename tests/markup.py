"""Markup: what is wrong with a page, by a parser that follows the standard to the letter."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import html5lib

POINTERS = ("for", "list", "form", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "popovertarget")
NAMED_BY_THEMSELVES = {"hidden", "submit", "button", "reset", "image"}
FROM_HERE = ("/", "?", "#", "data:image/")


def faults(html: str) -> list[str]:
    """Sentences, one a fault. A part of a page is judged as one: it needs no head and no heading."""
    whole = html.lstrip().lower().startswith("<!doctype")
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(html) if whole else parser.parseFragment(html, container=_container(html))
    wrong = [f"line {place[0] if place else '?'}: {error} {found or ''}" for place, error, found in parser.errors]
    elements = [one for one in tree.iter() if isinstance(one.tag, str)]
    wrong += [*_ids(elements), *_inline(elements), *_names(elements)]
    return wrong + (list(_page(elements)) if whole else [])


def _container(html: str) -> str:
    start = html.lstrip().lower()
    return "tbody" if start.startswith("<tr") else "tr" if start.startswith(("<td", "<th")) else "div"


def _ids(elements: list[Any]) -> Iterator[str]:
    known = Counter(one.get("id") for one in elements if one.get("id") is not None)
    yield from (f"the id {id!r} is there {n} times" for id, n in known.items() if n > 1 or not id or " " in id)
    if not any(one.tag == "html" for one in elements):
        return  # a part may point at what is on its page
    for one in elements:
        for pointer in POINTERS:
            for id in (one.get(pointer) or "").split():
                if id not in known:
                    yield f"{one.tag} {pointer} points at {id!r}, which is not there"


def _inline(elements: list[Any]) -> Iterator[str]:
    for one in elements:
        if one.tag == "style" or (one.tag == "script" and not one.get("src") and one.get("type") != "application/json"):
            yield f"inline {one.tag}"
        for name, value in one.attrib.items():
            if (
                name == "style"
                or name.startswith(("on", "data-hx-on"))
                or str(value).strip().lower().startswith("javascript:")
            ):
                yield f"{one.tag} {name}={value[:40]!r} is inline"
            if name.startswith("hx-"):
                yield f"{one.tag} {name} is no attribute of HTML; data-{name} is"
            if name in ("action", "href", "src") and not value.strip():
                yield f"{one.tag} has an empty {name}"
            if (one.tag, name) in LOADS and value and not value.startswith(FROM_HERE):
                yield f"{one.tag} loads {value[:60]!r} from elsewhere"


LOADS = {("script", "src"), ("link", "href"), ("img", "src"), ("iframe", "src"), ("form", "action"), ("source", "src")}


def _names(elements: list[Any]) -> Iterator[str]:
    labelled = {one.get("for") for one in elements if one.tag == "label"}
    inside = {id(each) for one in elements if one.tag == "label" for each in one.iter()}
    for one in elements:
        said = one.get("aria-label") or one.get("aria-labelledby") or one.get("title")
        if one.tag in ("input", "select", "textarea") and one.get("type") not in NAMED_BY_THEMSELVES:
            if not (said or one.get("id") in labelled or id(one) in inside):
                yield f"{one.tag} {one.get('name')!r} has no label"
        elif one.tag in ("button", "a") and not (said or _text(one) or one.get("hidden") is not None):
            yield f"{one.tag} {one.get('class') or one.get('href')!r} has no name"
        elif one.tag == "img" and one.get("alt") is None:
            yield "img without alt"


def _text(one: Any) -> str:
    return "".join(one.itertext()).strip() + "".join(each.get("alt") or "" for each in one.iter("img"))


def _page(elements: list[Any]) -> Iterator[str]:
    if not next(one for one in elements if one.tag == "html").get("lang"):
        yield "no language"
    for tag in ("title", "h1", "main"):
        found = [one for one in elements if one.tag == tag]
        if len(found) != 1 or (tag != "main" and not _text(found[0])):
            yield f"{len(found)} {tag}, or an empty one"


def tight(html: str) -> str:
    """A page without the white space that says nothing: one blank between words, none beside a tag."""
    return re.sub(r"\s*([<>])\s*", r"\1", " ".join(html.split()))
