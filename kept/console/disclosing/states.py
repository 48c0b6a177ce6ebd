"""The course of a demand: received, examined, reviewed by a second person, handed over; or refused at any point before."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where it stands."""

    RECEIVED = "received", _("received")
    EXAMINED = "examined", _("waits for a second person")
    REVIEWED = "reviewed", _("two agree")
    HANDED_OVER = "handed_over", _("handed over")
    REFUSED = "refused", _("refused")


class Act(models.TextChoices):
    """What somebody did."""

    RECEIVE = "receive", _("received")
    EXAMINE = "examine", _("examined, the least chosen")
    REVIEW = "review", _("agreed by a second person")
    SEND_BACK = "send_back", _("sent back to be examined")
    HAND_OVER = "hand_over", _("handed over")
    REFUSE = "refuse", _("refused")
    BAR = "bar", _("an order forbids to tell")
    TELL = "tell", _("the person was told")
    PAPER = "paper", _("paper added")
    FETCH = "fetch", _("fetched by who asked")


# From where an act leads where to. What stands in no line is not possible.
COURSE: dict[str, dict[str, str]] = {
    Act.EXAMINE: {State.RECEIVED: State.EXAMINED},
    Act.SEND_BACK: {State.EXAMINED: State.RECEIVED, State.REVIEWED: State.RECEIVED},
    Act.REVIEW: {State.EXAMINED: State.REVIEWED},
    Act.HAND_OVER: {State.REVIEWED: State.HANDED_OVER},
    Act.REFUSE: {State.RECEIVED: State.REFUSED, State.EXAMINED: State.REFUSED, State.REVIEWED: State.REFUSED},
}
OPEN = (State.RECEIVED, State.EXAMINED, State.REVIEWED)
