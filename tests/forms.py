"""Forms: what a page asks a person to fill in, read from the page, so that a test can fill it in wrongly."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import html5lib

from tests.crawl import Seen

CONTROLS = ("input", "select", "textarea", "button")


@dataclass(slots=True)
class Form:
    """Where a form goes, and what it would send as it stands."""

    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)  # text, hidden, select, textarea, checkbox, file, …


def forms(seen: Seen, method: str = "post") -> list[Form]:
    """The forms of a page that go out by a method, with the controls that belong to them wherever they stand."""
    tree = html5lib.parse(seen.text, namespaceHTMLElements=False)
    by_id: dict[str, Form] = {}
    found = []
    for one in tree.iter("form"):
        form = Form(urljoin(seen.url, one.get("action") or seen.url))
        for control in (each for each in one.iter() if each.tag in CONTROLS):
            _take(form, control)
        if (one.get("method") or "get").lower() == method:
            found.append(form)
            by_id[one.get("id") or ""] = form
    for control in (each for each in tree.iter() if isinstance(each.tag, str) and each.get("form") in by_id):
        _take(by_id[control.get("form")], control)
    return found


def _take(form: Form, one: Any) -> None:
    name, kind = one.get("name"), one.get("type") or one.tag
    if not name or name == "csrfmiddlewaretoken":
        return
    form.kinds[name] = kind
    form.values.setdefault(name, [])
    if kind in ("checkbox", "radio") and one.get("checked") is None:
        return
    form.values[name] += _values(one)


def _values(one: Any) -> list[str]:
    if one.tag == "textarea":
        return ["".join(one.itertext())]
    if one.tag == "select":
        options = list(one.iter("option"))
        chosen = [each for each in options if each.get("selected") is not None] or options[:1]
        return [each.get("value", "".join(each.itertext())) for each in chosen]
    return [one.get("value") or ""] if one.get("type") != "file" else []
