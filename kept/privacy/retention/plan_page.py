"""The operator's pages of retention: what will go and when, what a run did, and the run again on demand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kept.policy import clock
from kept.policy.doors import allow
from kept.privacy.kinds import kind
from kept.privacy.retention import jobs, plan, words
from kept.privacy.retention.clocks import Clock, clock_of, clocks
from kept.privacy.retention.holds import held, standing
from kept.privacy.retention.runs import Run
from kept.web.pages import done, page

WEEKS = 13
RUNS = 14


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the plan as the page shows it."""

    label: str
    name: str
    purposes: list[str]
    periods: list[str]
    end: str
    overdue: int
    in_7: int
    in_30: int
    in_90: int
    held: int
    all: int
    stored: bool  # counted by the last run, not now


@allow("staff.retention")
def plan_page(request: HttpRequest) -> HttpResponse:
    """What will go: the operator's tables as they are now, those of instances as the last run found them."""
    day = clock.today()
    last = Run.objects.first()
    lines = [shown(line) for line in plan.due(day, only=[one for one in clocks() if not one.fenced])]
    stored = [plan.Line(**kept) for kept in (last.forecast if last else [])]
    known = {line.label for line in lines}
    lines += [shown(line, stored=True) for line in stored if line.label not in known]
    context = {
        "lines": sorted(lines, key=lambda line: (-line.overdue, line.name)),
        "overdue": sum(line.overdue for line in lines),
        "holds": standing(day).count(),
        "runs": Run.objects.all()[:RUNS],
        "last": last,
        "ageing": plan.ageing(),
        "day": day,
    }
    return page(request, "retention/plan.html", context)


@allow("staff.retention")
def kind_page(request: HttpRequest, label: str) -> HttpResponse:
    """One kind of records, week by week."""
    ticking = clock_of(label)
    if ticking is None:
        raise Http404
    day = clock.today()
    context = {
        "line": shown(plan.empty_line(ticking)),
        "fenced": ticking.fenced,
        "weeks": [] if ticking.fenced else weeks(ticking, day),
        "purposes": [(purpose, plan.periods_of(purpose)) for purpose in ticking.purposes],
        "happened": sorted(ticking.holds.happened),
        "remains": ticking.holds.remains,
    }
    return page(request, "retention/kind.html", context)


@allow("staff.retention")
@require_POST
def run_now(request: HttpRequest) -> HttpResponse:
    """Queue the run of the day again."""
    jobs.run_now.defer()
    return done(request, reverse("retention_operator:plan"), _("The run begins in a moment."))


def weeks(ticking: Clock, day: Any) -> list[dict[str, Any]]:
    """How many rows come to their end in each of the next weeks; before the first stands what is overdue."""
    bounds = [day + timedelta(days=7 * week) for week in range(WEEKS + 1)]
    counts = {f"by_{number}": Count("pk", filter=ticking.over(bound)) for number, bound in enumerate(bounds)}
    found: dict[str, int] = ticking.model.objects.exclude(held(ticking.model, day)).aggregate(**counts)
    made = [{"since": None, "till": day, "rows": found["by_0"]}]
    for number in range(1, WEEKS + 1):
        rows = found[f"by_{number}"] - found[f"by_{number - 1}"]
        made.append({"since": bounds[number - 1] + timedelta(days=1), "till": bounds[number], "rows": rows})
    return made


def shown(line: plan.Line, *, stored: bool = False) -> Shown:
    """A line in words."""
    now, week, month, quarter = line.due
    return Shown(
        line.label, kind(line.label), line.purposes,
        list(dict.fromkeys(text for purpose in line.purposes for text in plan.periods_of(purpose))), words.end(line.end), line.overdue,
        week - now, month - now, quarter - now, line.held, line.all, stored,
    )  # fmt: skip
