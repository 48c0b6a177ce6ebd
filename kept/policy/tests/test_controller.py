"""The operator's file is held to the register: what would break a promise is refused with the promise's name."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kept.policy import controller as module
from kept.policy.categories import Category
from kept.policy.controller import EXAMPLE, ConfigurationError, Controller, configured, from_document, read
from kept.policy.difference import Kind, difference, needs_consent
from kept.policy.period import Period
from kept.policy.register import REGISTER

TODAY = date(2026, 11, 22)
DOCUMENT = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
LEAVE_OUT = object()


def changed(**values: Any) -> dict[str, Any]:
    """The example with values set at dotted names, `__` for the dot and `_0` for the first recipient."""
    document = deepcopy(DOCUMENT)
    for name, value in values.items():
        *path, last = name.split("__")
        table = document
        for part in path:
            table = table[part] if part != "first" else table[0]  # type: ignore[index]
        if value is LEAVE_OUT:
            del table[last]
        else:
            table[last] = value
    return document


def taken(**values: Any) -> Controller:
    return from_document(changed(**values), today=TODAY)


def problems(**values: Any) -> list[str]:
    with pytest.raises(ConfigurationError) as refusal:
        taken(**values)
    return refusal.value.problems


def test_the_example_stands_and_names_nobody_real() -> None:
    operator = read(EXAMPLE, today=TODAY)
    assert operator.email.endswith(".example")
    assert [recipient.role for recipient in operator.recipients] == ["accounting", "email", "storage"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"controller__name": LEAVE_OUT}, "controller.name: write some text."),
        ({"controller__email": "privacy"}, "controller.email: write an e-mail address"),
        ({"controller__country": "Czechia"}, "controller.country: write a country by its two letters"),
        ({"controller__authority": LEAVE_OUT}, "The table [controller.authority] is missing."),
        ({"controller__authority__url": "http://uoou.example"}, "starts with https://"),
        ({"controller__archive_years": 6}, "controller.archive_years: L1 promises at most 5 years, not 6."),
        ({"controller__archive_years": "long"}, "write a whole number, not 'long'"),
        ({"controller__archive_years": True}, "write a whole number, not True"),
        ({"controller__accounting_country": "XX"}, "so L6 could not be kept"),
        ({"promises__backup_history_days": 13}, "promises.backup_history_days: D4 promises at least 14 days, not 13."),
        ({"promises__withdrawal_seconds": 61}, "R7 promises at most 60 seconds, not 61."),
        ({"promises__coffee": 3}, "promises.coffee: the register has no such figure."),
        ({"promises": 3}, "promises: write a table of figures."),
        (
            {"recipients__first__role": "adverts"},
            "S1 admits recipients for accounting, email, storage, marketing, not for 'adverts'",
        ),
        ({"recipients__first__purposes": ["L6", "L3"]}, "S1 does not let a recipient for accounting have 'L3'"),
        (
            {"recipients__first__categories": ["photograph"]},
            "does not let a recipient for accounting have 'photograph'",
        ),
        ({"recipients__first__contract": ""}, "recipients[1].contract: write some text."),
        ({"recipients__first__country": "US"}, "outside the European Economic Area, and has no safeguard (S4)"),
        ({"recipients__first__name": "Posta Relay GmbH"}, "Posta Relay GmbH is named twice."),
        ({"recipients": "nobody"}, "write each recipient as [[recipients]]."),
    ],
)
def test_what_would_break_a_promise_is_refused_with_one_sentence(values: dict[str, Any], said: str) -> None:
    [problem] = problems(**values)
    assert said in problem


def test_a_transfer_under_the_privacy_shield_is_refused_since_it_was_struck_down() -> None:
    document = changed(recipients__first__country="US", recipients__first__safeguard="privacy-shield")
    with pytest.raises(ConfigurationError, match="ceased to hold on 2020-07-16"):
        from_document(document, today=TODAY)
    assert from_document(document, today=date(2020, 7, 15))


def test_all_faults_are_told_at_once() -> None:
    assert len(problems(controller__name="", controller__email="x", promises__backup_history_days=1)) == 3


def test_an_empty_file_and_one_that_is_no_toml_are_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"table \[controller\] is missing"):
        from_document({})
    broken = tmp_path / "kept.toml"
    broken.write_text("controller = [")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read(broken)
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read(tmp_path / "absent.toml")


@pytest.mark.promise("L6")
def test_the_register_of_a_controller_has_its_recipients_figures_and_the_law_of_its_country() -> None:
    register = configured(taken(controller__accounting_country="DE", promises__backup_history_days=30))
    assert [recipient.country for recipient in register.recipients] == ["CZ", "DE", "SE"]
    assert register.limit("backup_history_days").value == 30
    [term] = register.purpose("L6").retentions
    assert term.period == Period(years=8)
    assert not term.at_most


def test_a_controller_may_only_be_stricter_than_the_register_and_nobody_need_be_asked() -> None:
    operator = taken(controller__accounting_country="DE", promises__backup_history_days=30)
    changes = [change for change in difference(REGISTER, configured(operator)) if change.promise != "L6"]
    assert {change.kind for change in changes} == {Kind.STRENGTHENS, Kind.NEW_RECIPIENT}
    assert not needs_consent(changes)


def test_a_recipient_may_be_given_less_than_its_role_allows() -> None:
    operator = taken(recipients__first__categories=["name", "surname"])
    assert operator.recipients[0].categories == {Category.NAME, Category.SURNAME}


def test_the_file_is_found_by_the_environment_then_here_then_the_example(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KEPT_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)
    assert module.place() == EXAMPLE
    (tmp_path / "kept.toml").touch()
    assert module.place() == Path("kept.toml")
    monkeypatch.setenv("KEPT_CONFIG", "/elsewhere/kept.toml")
    assert module.place() == Path("/elsewhere/kept.toml")
