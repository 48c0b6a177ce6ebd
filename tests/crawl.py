"""Crawling: everything a person can reach by following what a page shows, from a few addresses on."""

from __future__ import annotations

import io
import zipfile
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from django.test import Client

LEADS = (
    "href",
    "action",
    "formaction",
    "src",
    "data-hx-get",
)  # and whatever else in an attribute begins with our own path
EACH = 2  # addresses of one shape, so that a list of fifty records does not take fifty steps


@dataclass(frozen=True, slots=True)
class Seen:
    """An answer, where it came from, and all text in it, also that inside a workbook."""

    url: str
    response: Any
    text: str

    @property
    def is_page(self) -> bool:
        """Whether it is HTML of ours to look at, whole or a part."""
        return self.response.get("Content-Type", "").startswith("text/html")

    @property
    def is_whole(self) -> bool:
        """Whether it is a whole page."""
        return self.is_page and self.text.lstrip().lower().startswith("<!doctype html")


class Leads(HTMLParser):
    """The addresses that a page names, wherever it names them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [v for name, v in attrs if v and (name in LEADS or v.startswith(("/", "?")))]


def crawl(client: Client, starts: Iterable[str], *, most: int = 160) -> Iterator[Seen]:
    """Follow every lead, breadth first, by GET alone."""
    waiting, known, shapes = deque(starts), set(), Counter[tuple[str, ...]]()
    while waiting and len(known) < most:
        url = urldefrag(waiting.popleft()).url
        shape = _shape(url)
        if url in known or shapes[shape] >= EACH or not url.startswith("/") or url.startswith(("/static/", "//")):
            continue
        known.add(url)
        shapes[shape] += 1
        response = client.get(url)
        seen = Seen(url, response, text_of(response))
        yield seen
        waiting.extend(leads(seen))


def leads(seen: Seen) -> list[str]:
    """Where an answer leads to."""
    found = [seen.response["Location"]] if seen.response.has_header("Location") else []
    if seen.is_page:
        parser = Leads()
        parser.feed(seen.text)
        found += parser.found
    return [urljoin(seen.url, lead) for lead in found]


def text_of(response: Any) -> str:
    """The body as text; a workbook is opened, so that nothing hides in it."""
    body = response.getvalue()
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"\n".join(packed.read(name) for name in packed.namelist())
    return body.decode("utf-8", "replace")


def _shape(url: str) -> tuple[str, ...]:
    split = urlsplit(url)
    path = "/".join("#" if part.isdigit() else part for part in split.path.split("/"))
    return path, *sorted({name for name, _ in parse_qsl(split.query, keep_blank_values=True)})
