"""Alarms are told once and again when they end; a webhook is signed, goes outside only, and is tried again."""

from __future__ import annotations

import hashlib
import hmac
import json
import ssl
from pathlib import Path
from typing import Any

import pytest

from kept.outside import calling, telling
from kept.outside.alarms import alarms, end_alarm, only, open_alarms, raise_alarm
from kept.outside.calling import Forbidden, judged
from kept.outside.configuration import alarm_settings
from kept.policy.controller import controller
from kept.policy.recipients import NoRecipient
from tests.hearing import Machine, hear


@pytest.fixture(autouse=True)
def here(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path


def by_webhook(settings: Any, machine: Machine, **more: Any) -> None:
    someone = controller().recipients[0].name
    settings.ALARMS = alarm_settings() | {
        "webhook": machine.url, "recipient": someone, "secret": "s", "inside": True, "authority": machine.authority,
    } | more  # fmt: skip


@pytest.mark.promise("D9")
def test_it_is_told_once_and_again_when_it_ends(letters: Any) -> None:
    for _time in range(3):
        raise_alarm("mail.away", "The mail server does not answer.")
        telling.tell()
    assert [letter.subject for letter in letters()] == ["The mail server does not answer."]
    assert letters()[0].to == controller().email
    end_alarm("mail.away")
    assert open_alarms() == []
    telling.tell()
    telling.tell()
    assert letters()[0].subject == "Over: The mail server does not answer."
    assert (len(letters()), alarms()) == (2, [])


def test_one_that_ended_before_anybody_heard_goes_without_a_word(letters: Any) -> None:
    raise_alarm("mail.away", "The mail server does not answer.")
    end_alarm("mail.away")
    telling.tell()
    assert (letters(), alarms()) == ([], [])


def test_of_a_family_only_those_that_are_wrong_stay_open(letters: Any) -> None:
    raise_alarm("other", "Something else.")
    only("backup.", {"stale": "It is old.", "small": "It is small."})
    telling.tell()
    only("backup.", {"small": "It is small."})
    assert [one.code for one in open_alarms()] == ["other", "backup.small"]


def test_a_code_is_no_path() -> None:
    for code in ("../x", "", "A", "a/b", ".x"):
        with pytest.raises(ValueError, match="no code"):
            raise_alarm(code, "x")


@pytest.mark.promise("S1", "D9")
def test_a_webhook_gets_a_signed_message_and_is_tried_again(tmp_path: Path, settings: Any, letters: Any) -> None:
    with hear(tmp_path) as machine:
        by_webhook(settings, machine)
        machine.status = 302  # no redirect is followed
        raise_alarm("mail.away", "The mail server does not answer.")
        assert telling.tell() == 1  # the letter
        assert telling.tell() == 0  # not before its time
        alarm = alarms()[0]
        assert (alarm.told, alarm.tries) == (["mail"], 1)
        alarm.next_try = 0
        alarm.save()
        machine.status = 204
        assert telling.tell() == 1
        assert len(letters()) == 1
        headers, body = machine.came[-1]
        at, seal = (part.partition("=")[2] for part in headers["Kept-Signature"].split(","))
        assert seal == hmac.new(b"s", f"{at}.".encode() + body, hashlib.sha256).hexdigest()
        assert json.loads(body)["state"] == "open"
        end_alarm("mail.away")
        telling.tell()
        assert json.loads(machine.came[-1][1])["state"] == "over"
        assert len(machine.came) == 3


@pytest.mark.promise("S1", "D2")
def test_nothing_goes_without_a_recipient_under_contract_nor_to_a_wrong_certificate(tmp_path: Path) -> None:
    someone = controller().recipients[0].name
    with hear(tmp_path) as machine:
        with pytest.raises(NoRecipient):
            calling.post(machine.url, b"{}", recipient="Nobody", inside=True, authority=machine.authority)
        with pytest.raises(ssl.SSLCertVerificationError):
            calling.post(machine.url, b"{}", recipient=someone, inside=True)
        assert machine.came == []
        assert calling.post(machine.url, b"{}", recipient=someone, inside=True, authority=machine.authority) == 200


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/", "ftp://example.com/", "file:///etc/passwd", "https://", "https:///x", "//example.com",
        "https://127.0.0.1/", "https://localhost/", "https://127.1/", "https://2130706433/", "https://0x7f000001/",
        "https://0177.0.0.1/", "https://0/", "https://[::1]/", "https://[::]/", "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/", "https://10.0.0.1/", "https://172.16.0.1/", "https://192.168.1.1/",
        "https://169.254.169.254/latest/", "https://[fd00::1]/", "https://[fe80::1%25lo]/", "https://[2002:7f00:1::]/",
        "https://[64:ff9b::7f00:1]/", "https://100.64.0.1/", "https://224.0.0.1/", "https://255.255.255.255/",
        "https://user@8.8.8.8/", "https://8.8.8.8@127.0.0.1/", "https://8.8.8.8:99999/", "https://8.8.8.8\\@127.0.0.1/",
        "https://[fec0::1]/", "https://[::127.0.0.1]/", "https://[64:ff9b:1::a00:1]/",
        "https://8.8.8.8\r\nHost: x/", "https://127.0.0.1\t.8.8.8.8/", "https://localhost./", "https://LOCALHOST/",
    ],
)  # fmt: skip
@pytest.mark.promise("D9")
def test_no_trick_leads_inside(url: str) -> None:
    with pytest.raises(Forbidden):
        judged(url)


def test_an_address_outside_is_called_and_ours_only_when_the_operator_says_so() -> None:
    assert judged("https://8.8.8.8/x?y=1").path == "/x?y=1"
    assert judged("https://[2606:4700:4700::1111]/").number == "2606:4700:4700::1111"
    assert judged("https://127.0.0.1/", inside=True).number == "127.0.0.1"


def test_a_webhook_without_a_recipient_stops_the_start(tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "kept.toml").write_text('[alarms]\nwebhook = "https://example.com/"\n')
    monkeypatch.setenv("KEPT_CONFIG", str(tmp_path / "kept.toml"))
    with pytest.raises(ValueError, match="recipient"):
        alarm_settings()
