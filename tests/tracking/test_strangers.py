"""A sign-in by a device of another kind is told by mail; one of a known kind, or the very first, is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kept.tracking.tests.conftest import noted
from tests.cast import PASSWORD, World

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:{0}.0) Gecko/20100101 Firefox/{0}.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"  # fmt: skip
__all__ = ["noted"]


@pytest.mark.promise("D9")
def test_another_device_is_told_and_a_newer_version_is_not(
    world: World, letters: Callable[[], list[Any]], noted: Callable[[], None]
) -> None:
    def sign_in(agent: str) -> list[str]:
        before = len(letters())
        theirs = Client(HTTP_USER_AGENT=agent)
        said = {"login": "alice@ours.example", "password": PASSWORD}
        assert theirs.post("/sign-in/", said).status_code == 302
        theirs.get("/ours/contacts/")
        noted()
        return [one.text for one in letters()[: len(letters()) - before]]

    assert sign_in(FIREFOX.format(131)) == [], "the very first"
    assert sign_in(FIREFOX.format(132)) == [], "only newer"
    [told] = sign_in(SAFARI)
    assert "Safari 18 · iOS 18" in told and "/profile/sessions/" in told
    assert sign_in(SAFARI) == [], "known by now"
    assert sign_in("python-requests/2.31") == [], "a program"
