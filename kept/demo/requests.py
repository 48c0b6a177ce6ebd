"""Two people who asked about their data: one of the operator, one of a customer."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from kept.privacy.requests.doing import THE_PERSON, do, identify, officer, receive
from kept.privacy.requests.models import Office
from kept.privacy.requests.states import Act
from kept.tenancy.models import Instance


def of_operator(user_id: int, now: datetime) -> None:
    """A copy that is asked for, due in a week, and a complaint by letter."""
    long_ago = now - timedelta(days=24)
    copy = receive(
        right="R2",
        by=THE_PERSON,
        email="dana.horakova@elsewhere.example",
        words="I wrote to your support last year. What do you still have of it?",
        at=long_ago,
    )
    identify(copy, "link in a letter to this address", at=long_ago)
    complaint = receive(
        right="R8",
        by=officer(user_id),
        name="Jaroslav Bureš",
        words="You wrote to me after I had asked you not to.",
        channel="letter",
        language="cs",
        received_on=timezone.localdate(now) - timedelta(days=3),
        responsible_id=user_id,
    )
    identify(complaint, "a letter signed by his own hand", by=officer(user_id))
    do(complaint, Act.TAKE, by=officer(user_id))


def of_customer(instance: Instance, email: str, now: datetime) -> None:
    """The customer's page is open, and one of its contacts wants to be forgotten."""
    Office.objects.create(
        instance=instance, is_open=True, name="Markéta Havlíčková", email=f"data@{instance.slug}.example"
    )
    asked = receive(right="R6", by=THE_PERSON, email=email, words="I have left that job.", at=now - timedelta(days=9))
    identify(asked, "link in a letter to this address", at=now - timedelta(days=9))
