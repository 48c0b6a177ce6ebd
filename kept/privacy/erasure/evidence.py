"""Live figures of erasure: how far it reaches, and whether any waits too long."""

from __future__ import annotations

from datetime import timedelta

from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.policy.holdings import NoPersonalData, holding_of
from kept.policy.keeps import Figure, evidence
from kept.policy.stores import QUESTIONS, stores
from kept.privacy.erasure import ledger
from kept.privacy.erasure.ways import unreachable
from kept.web.figures import share

DAY = timedelta(days=1)


@evidence("R6")
def reached() -> Figure:
    """How many kinds of personal rows can be reached from their person."""
    models = [model for model in apps.get_models() if not isinstance(holding_of(model), NoPersonalData)]
    missed = unreachable(models)
    return Figure(
        _("Kinds of personal rows that an erasure reaches"), share(len(models) - len(missed), len(models)), not missed
    )


@evidence("R6")
def finished() -> Figure:
    """How many erasures were asked for more than a day ago and are not complete."""
    try:
        waiting = set(ledger.open_numbers())
        before = (timezone.now() - DAY).isoformat()
        late = [
            line for line in ledger.lines() if line.act == ledger.ASKED and line.number in waiting and line.at < before
        ]
    except ledger.Tampered:
        return Figure(_("The ledger of erasures"), _("not as it was written"), good=False)
    return Figure(_("Erasures unfinished for more than a day"), str(len(late)), not late)


@evidence("R2")
def copied() -> Figure:
    """How many stores answer all that a copy asks."""
    whole = [place for place in stores() if all(callable(getattr(place, question, None)) for question in QUESTIONS)]
    return Figure(
        _("Stores that a copy is made over"), share(len(whole), len(stores())), len(whole) == len(stores()) > 0
    )
