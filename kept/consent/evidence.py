"""Live figures of choices: whether the ledger is whole, whether addresses left alone can still be told, what was stopped."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from kept.consent.keyed import key_name
from kept.consent.models import Choice, SignalConflict, Suppression
from kept.consent.stopped import stopped_so_far
from kept.policy.keeps import Figure, evidence


def torn_lines() -> int:
    """Lines of the ledger that are closed without a line after them, or open with one."""
    after = Exists(Choice.objects.filter(replaces=OuterRef("pk")))
    closed = Choice.objects.filter(~after, latest=False).count()
    return closed + Choice.objects.filter(after, latest=True).count()


@evidence("L4")
def ledger_is_whole() -> Figure:
    """Whether each choice is followed by the one that took its place."""
    torn, lines = torn_lines(), Choice.objects.count()
    return Figure(_("Choices in the ledger, torn ones"), f"{lines}, {torn}", good=not torn)


@evidence("L4")
def mails_stopped() -> Figure:
    """How many mails a no has stopped."""
    return Figure(_("Mails that a no stopped"), str(stopped_so_far()), good=True)


@evidence("L4")
def addresses_left_alone() -> Figure:
    """How many addresses are left alone, and how many of them cannot be told any more because the key is another."""
    lost = Suppression.objects.exclude(key_name=key_name()).count()
    return Figure(_("Addresses left alone, with a lost key"), f"{Suppression.objects.count()}, {lost}", good=not lost)


@evidence("C5")
def signals_believed() -> Figure:
    """How often a browser's Global Privacy Control was believed over a yes."""
    return Figure(_("Times a browser’s no won over a yes"), str(SignalConflict.objects.count()), good=True)
