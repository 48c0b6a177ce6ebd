"""Until when a record stays by the instance's own periods, for the margin of its page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from kept.crm.activities.touch import last_touch
from kept.crm.nouns.noun import Noun
from kept.policy import clock
from kept.privacy.retention.rules import PERIODS, Rule
from kept.tenancy.models import Instance


@dataclass(frozen=True, slots=True)
class Until:
    """The last day of a record that nobody works with, and what happens then."""

    day: dt.date
    then: str


def until(noun: Noun, record: Any, instance: Instance) -> Until | None:
    """The nearest end of a record by a period, if nothing happens with it. None when no period reaches it.

    Where no period is set for its kind, which the instance's settings tell, nothing is asked of the database."""
    if noun.key not in instance.settings.get(PERIODS, ()) or record.locked_at or getattr(record, "membership_id", None):
        return None
    rules = Rule.objects.filter(Q(word="") | Q(word__in=record.tags), kind=noun.key, stopped_at=None)
    ends = [(rule.period, rule.get_end_display()) for rule in rules]
    if not ends:
        return None
    touched = clock.day_of(last_touch(noun.key, [record.pk])[record.pk])
    day, then = min((period.after(touched), then) for period, then in ends)
    return Until(day, then)
