"""The plan: what will go, when and why, by model and purpose, in the words of the register."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count

from kept.policy import clock
from kept.policy.ageing import AGEING
from kept.policy.controller import in_force
from kept.policy.terms import End
from kept.privacy.retention import instances
from kept.privacy.retention.clocks import Clock, clocks
from kept.privacy.retention.holds import held
from kept.privacy.retention.runs import Emptied
from kept.tenancy.models import Instance
from kept.tenancy.opening import system

HORIZONS = (0, 7, 30, 90)  # days from the day of the plan


@dataclass(slots=True)
class Line:
    """One kind of records in the plan: how many are due by each horizon. `due[0]` should be gone already."""

    label: str
    purposes: list[str]
    end: str
    fenced: bool
    due: list[int] = field(default_factory=lambda: [0] * len(HORIZONS))
    held: int = 0
    all: int = 0

    @property
    def overdue(self) -> int:
        """Due and not held."""
        return max(self.due[0] - self.held, 0)

    def add(self, other: Line) -> None:
        """Count the same kind in another place."""
        self.due = [mine + theirs for mine, theirs in zip(self.due, other.due, strict=True)]
        self.held += other.held
        self.all += other.all


def due(day: date | None = None, *, only: Iterable[Clock] | None = None) -> list[Line]:
    """What is due by the horizons in the open passage: the operator's own tables, or those of the open instance."""
    day = day or clock.today()
    return [line_of(ticking, day) for ticking in (clocks() if only is None else only)]


def line_of(ticking: Clock, day: date) -> Line:
    """One kind of records, counted once for all horizons."""
    counts = {f"by_{days}": Count("pk", filter=ticking.over(day + timedelta(days=days))) for days in HORIZONS}
    rows = ticking.model.objects
    counts["held"] = Count("pk", filter=ticking.over(day) & held(ticking.model, day))
    counts["all"] = Count("pk")
    found: dict[str, Any] = rows.aggregate(**counts)
    line = empty_line(ticking)
    line.due = [found[f"by_{days}"] for days in HORIZONS]
    line.held, line.all = found["held"], found["all"]
    return line


def empty_line(ticking: Clock) -> Line:
    """A line without numbers."""
    end = End.ANONYMISE if ticking.remains else next((term.end for term in ticking.terms), End.ERASE)
    return Line(ticking.label, list(ticking.purposes), end.code, ticking.fenced)


def forecast(day: date) -> list[dict[str, Any]]:
    """The whole plan over all instances, as the run of a day keeps it. Needs the application's own role."""
    lines: list[Line] = []
    open_clocks = [ticking for ticking in clocks() if not ticking.fenced]
    fenced = [ticking for ticking in clocks() if ticking.fenced]
    sums = {ticking.label: empty_line(ticking) for ticking in fenced}
    with system("job retention.plan", purpose="retention", by="job"):
        lines += due(day, only=open_clocks)
        for line in due(day, only=[ticking for ticking in fenced if ticking.outside]):
            sums[line.label].add(line)
    for instance in Instance.objects.order_by("pk").values_list("pk", flat=True):
        with system("job retention.plan", instance, purpose="retention", by="job"):
            for line in due(day, only=fenced):
                sums[line.label].add(line)
    return [asdict(line) for line in (*lines, *sums.values(), instances_due(day))]


def instances_due(day: date) -> Line:
    """Ended instances whose data go with their key."""
    done = Emptied.objects.values_list("of_id", flat=True)
    waiting = Instance.objects.exclude(ended_at=None).exclude(pk__in=list(done))
    numbers = [
        waiting.filter(instances.term().rows_over(Instance, day + timedelta(days=days))).count() for days in HORIZONS
    ]
    return Line("tenancy.instance", ["L5"], End.ERASE.code, False, numbers, 0, waiting.count())


def ageing() -> list[tuple[str, str]]:
    """What ages out beside rows: its name and after how long."""
    from django.utils.translation import get_language

    language = get_language() or "en"
    return [(one.title.in_(language), one.period.text.in_(language)) for one in AGEING.values()]


def periods_of(purpose: str) -> list[str]:
    """The periods of a purpose in words, as they hold here."""
    from django.utils.translation import get_language

    found = next((one for one in in_force().purposes if one.id == purpose), None)
    return [retention.text.in_(get_language() or "en") for retention in found.retentions] if found else []
