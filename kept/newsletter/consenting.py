"""What the newsletter asks of a person's choices, and what it writes into their ledger."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kept.consent import asking, choosing, texts
from kept.consent.people import Someone, user_as_someone
from kept.consent.states import NO, State
from kept.identity.models import User
from kept.newsletter.models import Subscriber
from kept.policy.controller import controller
from kept.policy.keeps import keeps

READING, OFFERS, COUNTING = "L4", "L3", "C6"
FORM = "newsletter"


def question() -> str:
    """The words that a reader agrees to, in their language."""
    return _(
        "Yes, send me the newsletter of %(operator)s to this address: offers, articles and the blog. "
        "I can take this back at any time with one click."
    ) % {"operator": controller().name}


@keeps("C3")
def gave(email: str, *, language: str) -> None:
    """Write down that the person of this address said yes to these words."""
    shown = texts.shown(question(), language)
    choosing.give(Someone(email=email), READING, shown=shown, form=FORM, channel="web", language=language)


def said_no_since(email: str, at: datetime) -> bool:
    """Whether the person of this address has said no since they were asked."""
    return asking.said_no_since(Someone(email=email), READING, at)


def counting_question() -> str:
    """The words that a reader agrees to when their readings may be counted."""
    return _(
        "You may also count that an issue was read, by a small picture in it that is the same for everybody. "
        "It tells nobody who I am, and I can take this back at any time."
    )


@keeps("C6")
def let_count(email: str, *, language: str) -> None:
    """Write down that the person of this address lets readings be counted."""
    shown = texts.shown(counting_question(), language)
    choosing.give(Someone(email=email), COUNTING, shown=shown, form=FORM, channel="web", language=language)


@keeps("R7")
def withdrew(email: str, *, by: int | None = None) -> None:
    """Write down that the person of this address takes their yes back; `by` whom, if not by themselves."""
    choosing.withdraw(Someone(email=email), READING, form=FORM, channel="web" if by is None else "desk", by=by)


@keeps("R1")
def objected(user: User) -> None:
    """Write down that a customer wants no offers."""
    choosing.object_to(user_as_someone(user), OFFERS, form=FORM, channel="web")


@keeps("R7", "L4")
def heard(line: Any) -> None:
    """A choice was made, wherever it was: the address of a reader who said no is gone at once."""
    told = getattr(line, "instance_id", None) is None and line.purpose == READING
    if told and line.chosen and State(line.chosen) in NO:
        Subscriber.objects.filter(who=line.who).delete()
