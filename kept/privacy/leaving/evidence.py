"""Live figures of leaving: whether every kind of row knows its way, and whether what came in was whole."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.utils.translation import gettext as _

from kept.outside.places import data_folder
from kept.policy import clock
from kept.policy.keeps import Figure, evidence
from kept.privacy.leaving.checks import unsaid
from kept.privacy.leaving.takeouts import DAYS
from kept.privacy.leaving.travelling import KINDS
from kept.tenancy.fence import fenced_models
from kept.web.figures import share

GRACE = timedelta(days=1)


@evidence("R5")
def known() -> Figure:
    """How many kinds of rows of an instance say what they do when it leaves."""
    models = fenced_models()
    wrong = unsaid(models)
    said = sum(model._meta.label_lower in KINDS for model in models)
    return Figure(_("Kinds of rows that know their way when an instance leaves"), share(said, len(models)), not wrong)


@evidence("L5")
def gone_in_time() -> Figure:
    """Archives that lie here longer than they may: anybody with the password could still read them."""
    before = (clock.now() - timedelta(days=DAYS) - GRACE).timestamp()
    late = [place for place in _archives() if place.stat().st_mtime < before]
    return Figure(_("Archives of instances that wait longer than a week"), str(len(late)), not late)


def _archives() -> list[Path]:
    return list((data_folder() / "leaving").glob("*/*.zip"))
