"""What /trust says of the links: how each is protected, and red as soon as one is not."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kept.outside import evidence, links, smtp
from kept.outside.letter import Letter
from kept.policy.recipients import NoRecipient
from tests.certificates import Authority
from tests.impostors import standing


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any, monkeypatch: Any) -> Path:
    settings.DATA_DIR = tmp_path
    monkeypatch.delenv("KEPT_LISTENS", raising=False)
    monkeypatch.delenv("KEPT_PROXY", raising=False)
    return tmp_path


def figure() -> Any:
    return evidence.every_link_protected()


@pytest.mark.promise("D2")
def test_what_stays_on_this_machine_needs_no_protection(db: None) -> None:
    assert figure().good
    assert "does not leave this machine" in figure().value


@pytest.mark.promise("D2")
@pytest.mark.parametrize(
    ("listens", "proxy", "good"),
    [
        ("http://127.0.0.1:8000", "0", True),
        ("http://127.0.0.1:8000", "1", True),
        ("http://[::1]:8000", "0", True),
        ("http://0.0.0.0:8000", "0", False),
        ("http://192.0.2.7:8000", "1", False),
        ("https://127.0.0.1:1", "0", False),  # nobody shakes hands there
    ],
)
def test_pages_in_the_clear_beyond_this_machine_turn_it_red(
    db: None, monkeypatch: Any, listens: str, proxy: str, good: bool
) -> None:
    monkeypatch.setenv("KEPT_LISTENS", listens)
    monkeypatch.setenv("KEPT_PROXY", proxy)
    assert figure().good is good


@pytest.mark.promise("D2")
@pytest.mark.parametrize(("days", "good"), [(30, True), (5, False)])
def test_our_own_handshake_is_looked_at_and_a_certificate_near_its_end_turns_it_red(
    db: None, tmp_path: Path, monkeypatch: Any, days: int, good: bool
) -> None:
    with standing("tls", Authority(tmp_path).certificate(days=(-1, days))) as server:
        monkeypatch.setenv("KEPT_LISTENS", f"https://127.0.0.1:{server.port}")
        found = figure()
    assert found.good is good
    assert "TLSv1.3" in found.value
    assert (datetime.now(UTC) + timedelta(days=days)).date().isoformat() in found.value


@pytest.mark.promise("D2")
def test_what_was_agreed_with_the_mail_server_is_seen_and_an_old_version_turns_it_red(
    db: None, tmp_path: Path, settings: Any
) -> None:
    settings.MAIL = settings.MAIL | {"host": "localhost"}
    assert "not used yet" in figure().value
    authority = Authority(tmp_path)
    with standing("smtp", authority.certificate()) as server, pytest.raises(OSError, match=r"closed|refused|reset|EOF"):
        line = smtp.Server("localhost", server.port, authority=str(authority.path))
        line.carry(Letter("L1", "email", "her@kept.example", "Hello", "Dear her", sender="kept@kept.example"))
    assert "mail: TLSv1.3" in figure().value
    assert figure().good
    links.note_words("mail", "TLSv1.1", "AES128-SHA")
    assert not figure().good


@pytest.mark.promise("D2")
def test_a_store_is_shaken_hands_with_once_an_hour_and_one_that_is_not_proven_is_not_noted(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    with standing("tls", Authority(tmp_path, "stranger").certificate()) as stranger:
        links.shake("files", "localhost", stranger.port, str(authority.path))
    assert "not used yet" in links.agreed("files", "files").said
    with standing("tls", authority.certificate()) as store:
        links.shake("files", "localhost", store.port, str(authority.path))
    assert links.agreed("files", "files").said.startswith("TLSv1.3")
    links.shake("files", "localhost", 1, str(authority.path))  # nobody is there, and nobody is asked within the hour


@pytest.mark.promise("D1")
def test_without_a_provider_under_contract_the_hosting_is_red(monkeypatch: Any) -> None:
    assert evidence.storage_under_contract().good
    assert "Norden" in evidence.storage_under_contract().value

    def nobody(*_any: Any, **_more: Any) -> None:
        raise NoRecipient("nobody")

    monkeypatch.setattr(evidence, "recipient_for", nobody)
    assert not evidence.storage_under_contract().good


def test_a_line_that_cannot_say_how_it_is_protected_is_no_trouble() -> None:
    links.note("mail", None)
    links.note("mail", ssl.SSLObject.__new__(ssl.SSLObject))
