"""The trust page says what is measured: kept, broken or not built, and never better than it is."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from kept.policy import keeps
from kept.policy.controller import in_force
from kept.policy.exemptions import NOT_YET
from kept.policy.keeps import Figure
from kept.privacy import proof

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def static_files_by_their_plain_names(settings: Any) -> None:
    storage = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": storage}


@pytest.fixture
def measures(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[Any]]:
    """L4 is kept by code; the test says what its measures are."""
    evidence: dict[str, list[Any]] = {"L4": []}
    monkeypatch.setattr(keeps, "_keepers", {"L4": [Figure]})
    monkeypatch.setattr(keeps, "_evidence", evidence)
    monkeypatch.setattr(proof, "NOT_YET", {})
    return evidence


def states(client: Client) -> dict[str, str]:
    return {each["id"]: each["state"] for each in json.loads(client.get("/trust.json").content)["promises"]}


def line(client: Client, promise: str) -> str:
    page = unescape(client.get("/trust", {"lang": "en"}).content.decode())
    found = re.search(rf'<tr id="{promise}".*?</tr>', page, re.DOTALL)
    assert found
    return found.group()


def test_every_promise_has_a_line_with_its_state(client: Client) -> None:
    assert list(states(client)) == list(in_force().ids)
    for promise in in_force().promises:
        assert promise.title.en in line(client, promise.id)
    assert {promise for promise, state in states(client).items() if state == "not_built"} >= set(NOT_YET)


def test_a_good_figure_keeps_and_a_bad_one_breaks(client: Client, measures: dict[str, list[Any]]) -> None:
    measures["L4"] = [lambda: Figure("Mails after a no", "0", good=True)]
    assert states(client)["L4"] == "kept"
    assert 'data-kept="yes"' in line(client, "L4")
    assert "Mails after a no: 0" in line(client, "L4")
    measures["L4"].append(lambda: Figure("Addresses past their day", "3", good=False))
    assert states(client)["L4"] == "broken"
    assert 'data-kept="none"' in line(client, "L4")
    assert "Broken" in line(client, "L4")
    assert "Broken now" in client.get("/trust", {"lang": "en"}).content.decode()


def test_a_promise_without_a_figure_is_not_called_kept(client: Client, measures: dict[str, list[Any]]) -> None:
    assert states(client)["L4"] == "broken"
    assert states(client)["L3"] == "not_built"


def test_a_measure_that_fails_breaks_its_promise_and_not_the_page(
    client: Client, measures: dict[str, list[Any]]
) -> None:
    def by_the_database() -> Figure:
        connection.cursor().execute("select 1 / 0")
        return Figure("never", "reached", good=True)

    def by_arithmetic() -> Figure:
        return Figure("never", str(1 / 0), good=True)

    measures["L4"] = [by_the_database, by_arithmetic]
    assert states(client)["L4"] == "broken"
    assert "by the database: ?" in line(client, "L4")


def test_it_speaks_czech(client: Client) -> None:
    assert "slibů." in client.get("/trust", {"lang": "cs"}).content.decode()
