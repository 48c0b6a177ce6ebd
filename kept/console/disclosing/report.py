"""The public report: how many demands came in each year, on which grounds, how many were refused (S2)."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kept.console.disclosing.models import Demand
from kept.console.disclosing.states import State
from kept.policy.controller import controller
from kept.policy.doors import PUBLIC, allow
from kept.policy.keeps import keeps
from kept.policy.terms import LegalReason
from kept.web.pages import page


@dataclass(frozen=True, slots=True)
class Year:
    """A year in figures. `persons` is in words: a number that is too small is not told (S3)."""

    year: int
    received: int
    open: int
    refused: int
    handed_over: int
    persons: str
    reasons: list[tuple[str, int]]


@allow(PUBLIC)
@keeps("S2")
def report(request: HttpRequest) -> HttpResponse:
    """By year, as far as the demands are kept."""
    return page(request, "disclosing/report.html", {"years": years(), "controller": controller()})


def years() -> list[Year]:
    """The years, the newest first."""
    found: dict[int, list[Any]] = defaultdict(list)
    for one in Demand.objects.only("received_on", "state", "reason", "email"):
        found[one.received_on.year].append(one)
    return [_year(year, found[year]) for year in sorted(found, reverse=True)]


def _year(year: int, demands: list[Any]) -> Year:
    states, reasons = Counter(one.state for one in demands), Counter(one.reason for one in demands)
    language = (get_language() or "en")[:2]
    return Year(
        year,
        len(demands),
        sum(one.is_open for one in demands),
        states[State.REFUSED],
        states[State.HANDED_OVER],
        persons(len({one.email for one in demands if one.state == State.HANDED_OVER})),
        [(LegalReason.of(code).text.in_(language), number) for code, number in sorted(reasons.items())],
    )


def persons(number: int) -> str:
    """How many people, or that they are too few to be counted in public."""
    least = controller().limit("statistics_persons")
    return str(number) if number == 0 or number >= least else _("fewer than %(n)s") % {"n": least}
