"""Known places: answered to everybody, and true."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from kept.policy.controller import controller

pytestmark = pytest.mark.django_db


def test_who_finds_a_hole_reads_whom_to_tell_and_until_when_it_holds() -> None:
    answer = Client().get("/.well-known/security.txt")
    said = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    expires = datetime.fromisoformat(said["Expires"].replace("Z", "+00:00"))
    assert answer["Content-Type"].startswith("text/plain")
    assert said["Contact"] == f"mailto:{controller().email}"
    assert datetime.now(UTC) < expires < datetime.now(UTC) + timedelta(days=366)


def test_a_password_manager_is_led_to_where_a_password_is_changed() -> None:
    assert Client().get("/.well-known/change-password")["Location"].endswith("/password/")


def test_a_crawler_may_read_what_is_written_for_all_and_nothing_else() -> None:
    lines = Client().get("/robots.txt").content.decode().splitlines()
    assert "Allow: /privacy" in lines and lines[-1] == "Disallow: /"
    assert not any(line.startswith("Allow") and "your-data" in line for line in lines)
