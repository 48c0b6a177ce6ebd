"""A browser, and a small server of the development pages that needs no database."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.conf import settings
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Page

HOUSE = Path(__file__).resolve().parents[3]
ALONE = {
    "ROOT_URLCONF": "kept.web.urls_alone",
    "DEBUG_PAGES": True,
    "MIDDLEWARE": [
        "kept.web.csp.HeadersMiddleware",
        "whitenoise.middleware.WhiteNoiseMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "kept.web.errors.RefusalMiddleware",
    ],
    "MESSAGE_STORAGE": "django.contrib.messages.storage.cookie.CookieStorage",
    "WHITENOISE_USE_FINDERS": True,
    "WHITENOISE_AUTOREFRESH": True,
    "STORAGES": {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
    "TEMPLATES": [
        {
            **settings.TEMPLATES[0],
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
}


class Threaded(ThreadingMixIn, WSGIServer):
    """A browser opens several connections at once."""

    daemon_threads = True


class Silent(WSGIRequestHandler):
    """Says nothing about each request."""

    def log_message(self, format: str, *args: Any) -> None: ...


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    from django.core.wsgi import get_wsgi_application

    from kept.web.icons import icon

    with override_settings(**ALONE):
        icon.cache_clear()
        server = make_server("127.0.0.1", 0, get_wsgi_application(), Threaded, Silent)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/dev/"
        server.shutdown()
        icon.cache_clear()


@dataclass
class Seen:
    """A page in the browser, and what the browser complained of."""

    page: Page
    address: str
    complaints: list[str]

    def go(self, name: str) -> Page:
        self.page.goto(self.address + name)
        return self.page


Look = Callable[..., Seen]


@pytest.fixture
def look(chromium: Browser, address: str) -> Iterator[Look]:
    """Open a page: `look("list", width=320, color_scheme="dark")`. Complaints at the end fail the test."""
    opened: list[tuple[BrowserContext, Seen]] = []

    def at(name: str, *, width: int = 1280, **options: Any) -> Seen:
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        context.set_default_timeout(5000)
        seen = Seen(context.new_page(), address, [])
        seen.page.on("console", lambda said: seen.complaints.append(said.text) if said.type == "error" else None)
        seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        opened.append((context, seen))
        seen.go(name)
        return seen

    yield at
    for context, seen in opened:
        context.close()
        assert seen.complaints == []
