"""What the newsletter asks of a person's choices: may this address be written to, and what was agreed to."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kept.identity.models import User
from kept.newsletter.models import Subscriber
from kept.policy.controller import controller


def question() -> str:
    """The words that a reader agrees to, in their language."""
    return _(
        "Yes, send me the newsletter of %(operator)s to this address: offers, articles and the blog. "
        "I can take this back at any time with one click."
    ) % {"operator": controller().name}


def gave(email: str, *, language: str) -> None:
    """Write down that the person of this address said yes."""


def withdrew(email: str) -> None:
    """Write down that the person of this address takes their yes back."""


def may_send(email: str) -> bool:
    """Whether the newsletter may go to this address today."""
    return Subscriber.objects.filter(email=email, withdrawn_at=None).exists()


def may_offer(user: User) -> bool:
    """Whether an offer may go to this customer: they have not objected."""
    return True


def objected(user: User) -> None:
    """Write down that a customer wants no offers."""
