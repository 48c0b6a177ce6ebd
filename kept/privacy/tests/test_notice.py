"""The notice is the register, written out: nothing of it is missing, in either language, and it says what is kept."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from kept.policy import exemptions, keeps
from kept.policy.categories import in_order
from kept.policy.controller import controller, in_force
from kept.policy.text import Text
from kept.privacy.notice_words import WORDS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def static_files_by_their_plain_names(settings: Any) -> None:
    storage = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": storage}


def notice(client: Client, language: str = "en") -> str:
    response = client.get("/privacy", {"lang": language})
    assert response.status_code == 200
    return unescape(response.content.decode())


def clause(page: str, promise: str) -> str:
    """The part of the page that is one promise."""
    found = re.search(rf'<div class="clause" id="{promise}".*?(?=<div class="clause"|<h2|</main)', page, re.DOTALL)
    assert found, promise
    return found.group()


@pytest.mark.parametrize("language", ["en", "cs"])
def test_it_shows_every_promise_with_its_number_to_point_to(client: Client, language: str) -> None:
    page = notice(client, language)
    for promise in in_force().promises:
        part = clause(page, promise.id)
        assert f'href="#{promise.id}"' in part
        assert promise.title.in_(language) in part
        assert promise.text.in_(language) in part


@pytest.mark.parametrize("language", ["en", "cs"])
def test_it_shows_the_data_of_the_register(client: Client, language: str) -> None:
    page, register = notice(client, language), in_force()
    texts: list[Text] = [
        *(purpose.title for purpose in register.purposes),
        *(purpose.basis.text for purpose in register.purposes),
        *(retention.text for purpose in register.purposes for retention in purpose.retentions),
        *(category.text for purpose in register.purposes for category in in_order(purpose.categories)),
        *(service.title for service in register.services),
        *(cookie.purpose for cookie in register.cookies),
        *(field.title for field in register.request_log),
        *(safeguard.title for safeguard in register.safeguards),
        *(right.how for right in register.rights),
        *(limit.title for limit in register.limits),
    ]
    assert [text for text in texts if text.in_(language) not in page] == []
    names = [*(cookie.name for cookie in register.cookies), *(each.name for each in register.recipients)]
    assert [name for name in names if name not in page] == []


def test_it_speaks_the_language_that_is_asked_for_and_falls_back_to_the_browsers(client: Client) -> None:
    czech, english = "Co slibujeme o\u00a0vašich údajích", "What we promise about your data"
    assert czech in notice(client, "cs")
    assert english in notice(client, "en")
    remembered = client.get("/privacy", headers={"accept-language": "cs"})
    assert remembered["Content-Language"] == "en"
    response = Client().get("/privacy", headers={"accept-language": "cs"})
    assert response["Content-Language"] == "cs"
    assert '<html lang="cs"' in response.content.decode()
    assert "Accept-Language" in response["Vary"]
    assert english in notice(client, "tlh")


@pytest.mark.promise("S4")
def test_the_lapsed_safeguard_is_said_to_have_lapsed(client: Client) -> None:
    assert "struck down on 16 July 2020" in clause(notice(client), "S4")
    assert "EU-US Data Privacy Framework" in clause(notice(client), "S4")


def test_a_promise_is_called_kept_only_when_code_keeps_it_and_nobody_said_that_it_is_not_built(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def state(promise: str) -> tuple[bool, bool]:
        part = clause(notice(client), promise)
        return 'data-kept="yes"' in part, WORDS["not_built"].en in part

    monkeypatch.setattr(keeps, "_keepers", {"L4": [state]})
    monkeypatch.setattr(exemptions, "NOT_YET", {})
    monkeypatch.setattr("kept.privacy.notice_clauses.NOT_YET", {})
    assert state("L4") == (True, False)
    assert state("L3") == (False, True)  # no code says that it keeps it
    monkeypatch.setattr("kept.privacy.notice_clauses.NOT_YET", {"L4": "not built yet: half of it"})
    assert state("L4") == (False, True)


@pytest.mark.promise("A2")
def test_it_names_the_operator_and_the_authority(client: Client) -> None:
    page, operator = notice(client), controller()
    for words in (operator.name, operator.office, operator.email, operator.authority.name.en, operator.authority.url):
        assert words in page


def test_it_needs_no_script_and_no_style_of_its_own(client: Client) -> None:
    page = notice(client)
    assert " style=" not in page
    assert "<style" not in page
    assert not re.search(r"\son\w+=", page)
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert re.findall(r'(?:src|href)="https?://[^"]*"', page) == []


def test_no_sign_in_and_no_cookie_is_needed_to_read_it(client: Client) -> None:
    response = client.get("/privacy")
    assert response.status_code == 200
    assert not response.cookies


def test_machines_read_the_same_register(client: Client) -> None:
    response = client.get("/privacy.json")
    data, register = json.loads(response.content), in_force()
    assert [promise["id"] for promise in data["promises"]] == list(register.ids)
    assert {promise["id"] for promise in data["promises"] if "missing" in promise} == set(exemptions.NOT_YET)
    purposes = {purpose["id"]: purpose for purpose in data["purposes"]}
    assert purposes["L4"]["categories"] == ["email"]
    assert purposes["L4"]["title"]["cs"] == "Novinky, články a blog e-mailem"
    assert [(it["period"], it["event"]) for it in purposes["L4"]["retentions"]] == [
        ("P0D", "consent_withdrawn"),
        ("P2Y", "last_mail"),
    ]
    assert data["controller"]["email"] == controller().email
    assert data["cookies"][0]["life"] == "P14D"
    assert data["safeguards"][0]["until"] == "2020-07-16"
