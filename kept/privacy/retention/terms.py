"""Terms: a retention of the register as a holding's rows live it, and the day until which one reaches back.

A row is asked in the database by comparing its event with one day, worked out here: the newest day whose term is
over. So the calendar is counted in one place alone (`Period.after`), and an index on the event is enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import DateTimeField, Q

from kept.policy import clock
from kept.policy.controller import controller, in_force
from kept.policy.holdings import ServiceData
from kept.policy.keeps import keeps
from kept.policy.period import Period
from kept.policy.terms import End, Event, Purpose, Retention

DERIVED = {Event.ARCHIVE_ENDED: Event.CONTRACT_ENDED}  # the archive runs from the end of the contract


@dataclass(frozen=True, slots=True)
class Term:
    """One way in which a purpose ends: where its event is read, the periods that follow one another, and the end."""

    purpose: str
    event: Event
    paths: tuple[str, ...]
    periods: tuple[Period, ...]
    end: End

    @property
    def at_once(self) -> bool:
        """Whether it is over as soon as the event happens."""
        return not any(period.length for period in self.periods)

    @keeps("L1", "L2", "L3", "L4", "L6")
    def last_day(self, happened: date) -> date:
        """The last day on which the row may be held for the purpose, by the day of the event."""
        for period in self.periods:
            happened = period.after(happened)
        return happened

    def over(self, happened: date, day: date) -> bool:
        """Whether the term is over on a day."""
        return happened <= day if self.at_once else self.last_day(happened) < day

    def newest(self, day: date) -> date:
        """The newest day of the event whose term is over on `day`. Later events have later ends, so there is one."""
        found = day - timedelta(days=round(sum(period.length for period in self.periods)))
        while self.over(found + timedelta(days=1), day):
            found += timedelta(days=1)
        while not self.over(found, day):
            found -= timedelta(days=1)
        return found

    def rows_over(self, model: Any, day: date) -> Q:
        """The rows whose term is over on a day."""
        newest, found = self.newest(day), Q()
        for path in self.paths:
            if isinstance(field_at(model, path), DateTimeField):
                found |= Q(**{f"{path}__lt": clock.after(newest)})
            else:
                found |= Q(**{f"{path}__lte": newest})
        return found


def terms_of(holds: ServiceData, purpose: Purpose) -> tuple[Term, ...]:
    """The terms of a purpose for a holding: one for each retention whose event the holding tells."""
    found = (term_of(holds, purpose, retention) for retention in purpose.retentions)
    return tuple(term for term in found if term is not None)


def term_of(holds: ServiceData, purpose: Purpose, retention: Retention) -> Term | None:
    """The term of one retention, or None when the holding tells nothing of its event."""
    event = retention.event
    periods: tuple[Period, ...] = (retention.period,)
    if event.code not in holds.happened and event in DERIVED:
        event, periods = DERIVED[event], (controller().archive, retention.period)
    told = holds.happened.get(event.code)
    if told is None:
        return None
    paths = (told,) if isinstance(told, str) else tuple(told)
    return Term(purpose.id, retention.event, paths, periods, retention.end)


def purposes_of(holds: ServiceData) -> list[Purpose]:
    """The purposes of a holding, as they are in force here."""
    known = {purpose.id: purpose for purpose in in_force().purposes}
    return [known[one] for one in holds.purposes if one in known]


def field_at(model: Any, path: str) -> Any:
    """The field at the end of a path of relations."""
    *relations, last = path.split("__")
    for relation in relations:
        model = model._meta.get_field(relation).related_model
    return model._meta.get_field(last)
