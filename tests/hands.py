"""Hands: what a person does with a browser, for tests."""

from __future__ import annotations

from typing import Any

from django.test import Client

from tests.cast import PASSWORD


def sign_in(client: Client, login: str = "alice@ours.example", password: str = PASSWORD, **more: Any) -> Any:
    """Sign in as a person of the cast."""
    return client.post("/sign-in/", {"login": login, "password": password}, **more)
