"""Every holding of the operator has a clock: nothing is kept for ever because nobody said until when."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models

from kept.policy.holdings import ServiceData
from kept.privacy.retention.clocks import clocks, clocks_missing
from tests.shape.test_declarations import all_models, twin


def test_every_model_with_service_data_has_a_clock_or_says_why_not() -> None:
    assert clocks_missing(all_models()) == []


@pytest.mark.promise("L1")
@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({}, "L4 says not when consent_withdrawn happened"),
        ({"happened": {"consent_withdrawn": "at"}}, "L4 says not when last_mail happened"),
        ({"happened": {"consent_withdrawn": "at", "last_mail": "sent_at"}}, "there is no way sent_at"),
        (
            {"happened": {"consent_withdrawn": "at", "last_mail": "at"}, "remains": "a twin"},
            "its rows stay, so it needs a field forgotten_at",
        ),
    ],
)
def test_a_model_without_its_clock_is_refused(said: dict[str, Any], complaint: str) -> None:
    holds = ServiceData(purposes=["L4"], person="self", email=["shoe"], rest=["id", "at"], **said)
    broken = twin(shoe=models.TextField(), at=models.DateTimeField(), holds=holds)
    assert any(complaint in wrong for wrong in clocks_missing([broken]))


def test_a_model_that_says_why_it_needs_none_is_accepted() -> None:
    holds = ServiceData(purposes=["L4"], person="self", email=["shoe"], rest=["id"], no_clock="gone within the hour")
    assert clocks_missing([twin(shoe=models.TextField(), holds=holds)]) == []


def test_rows_that_refer_to_others_come_to_their_end_before_them() -> None:
    order = [ticking.label for ticking in clocks()]
    assert order.index("account.emailaddress") < order.index("identity.user")
    assert order.index("grants.staff") < order.index("identity.user")
