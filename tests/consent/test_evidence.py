"""The live figures of choices, each with what turns it bad; and what runs out."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from kept.consent import choosing, evidence, suppression
from kept.consent.asking import may
from kept.consent.expiring import expire_all
from kept.consent.models import Choice, InstancePurpose, Suppression
from kept.consent.people import Someone
from kept.consent.states import State
from kept.outside import mail
from kept.outside.evidence import objections_in_time, withdrawals_in_time
from kept.outside.letterbox import WAITING
from kept.tenancy.opening import system
from tests.cast import World

JANA = Someone(email="jana@novakova.example")

pytestmark = pytest.mark.django_db


@pytest.mark.promise("L4")
def test_a_torn_ledger_is_seen() -> None:
    choosing.give(JANA, "L4")
    last = choosing.withdraw(JANA, "L4")
    assert evidence.ledger_is_whole().good
    with system("tests"):
        Choice.objects.filter(pk=last.pk).update(latest=False)
    assert not evidence.ledger_is_whole().good


@pytest.mark.promise("L4")
def test_addresses_that_the_key_cannot_tell_any_more_are_seen(tmp_path: Path, settings: Any) -> None:
    suppression.suppress(JANA.email)
    assert evidence.addresses_left_alone().good
    settings.DATA_DIR = tmp_path  # another key is made there
    assert not evidence.addresses_left_alone().good and not suppression.suppressed(JANA.email)


@pytest.mark.promise("R7", "R1")
@pytest.mark.parametrize(
    ("purpose", "act", "figure"),
    [("L4", choosing.withdraw, withdrawals_in_time), ("L3", choosing.object_to, objections_in_time)],
)
def test_a_mail_that_waits_against_a_no_for_over_a_minute_turns_the_figure_bad(
    tmp_path: Path, settings: Any, purpose: str, act: Any, figure: Any
) -> None:
    settings.DATA_DIR = tmp_path
    hour = timezone.now() - timedelta(hours=1)
    choosing.give(JANA, "L4", at=hour)
    WAITING.put(mail.Letter(purpose, "email", JANA.email, "News", "Hello."))
    assert figure().good
    act(JANA, purpose, at=timezone.now() - timedelta(seconds=5))
    assert figure().good, "a turn of a minute is allowed"
    act(Someone(email=JANA.email, kind="identity.user", key=7), purpose, at=hour)
    WAITING.put(
        mail.Letter(purpose, "email", "x@y.example", "News", "Hello.", person={"kind": "identity.user", "key": 7})
    )
    assert not figure().good


@pytest.mark.promise("L4")
def test_what_ran_out_is_noted_for_the_operator_and_for_every_instance(world: World) -> None:
    past = timezone.now() - timedelta(days=800)
    here = world.ours.instance.pk
    with system("tests", here):
        InstancePurpose.objects.create(code="offers", name="Offers", basis="CONSENT", months=24)
    theirs = Someone(email="petr@x.example", instance_id=here, kind="contacts.contact", key=3)
    choosing.give(JANA, "L4", at=past, until=past + timedelta(days=30))
    choosing.give(theirs, "offers", at=past)
    assert may(theirs, "offers").state is State.EXPIRED, "before any job ran"
    assert expire_all() == 3, "one for Jana, and one for each name of Petr"
    assert expire_all() == 0
    with system("tests"):
        last = Choice.objects.get(latest=True)
        assert last.act == "expired" and last.at == past + timedelta(days=30) == last.ended_at
    assert not may(JANA, "L4") and not may(theirs, "offers")


def test_the_figure_of_suppression_counts_digests_alone() -> None:
    suppression.suppress(JANA.email, because="erased")
    with system("tests"):
        assert "jana" not in str(vars(Suppression.objects.get()))
