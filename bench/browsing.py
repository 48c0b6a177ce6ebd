"""A person who has signed in with a browser: their cookie, and the requests that they send."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from bench.load import Request


def signed_in(user: int) -> str:
    """The cookies of somebody's browser after they signed in, as a header has them."""
    from django.test import Client

    from kept.identity.models import User
    from kept.tenancy.opening import system

    client = Client(headers={"host": "localhost"})
    with system("bench"):
        client.force_login(User.objects.get(pk=user))
    return "; ".join(f"{name}={cookie.value}" for name, cookie in client.cookies.items())


def browser(cookies: str, path: Callable[[int], str]) -> Request:
    """The n-th request of a connection: a page by its address."""

    def request(number: int) -> bytes:
        head = f"GET {path(number)} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\n"
        return (head + "Accept: text/html\r\nAccept-Language: en\r\n\r\n").encode()

    return request


def program(key: str, path: Callable[[int], str]) -> Request:
    """The same of a program with its key."""

    def request(number: int) -> bytes:
        return f"GET {path(number)} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n\r\n".encode()

    return request


def quoted(words: Any) -> str:
    """Words as they stand in an address."""
    return quote(str(words))
