"""Lists that go on, the newest first: the address of what is older, and a day that an address names."""

from __future__ import annotations

from datetime import date

from django.http import QueryDict
from django.utils.dateparse import parse_date


def following(asked: QueryDict, before: int) -> str:
    """The query of the next page: the same question, of what came before a number."""
    query = asked.copy()
    query["before"] = str(before)
    return query.urlencode()


def a_day(text: str) -> date | None:
    """A day, or None for what is none."""
    try:
        return parse_date(text)
    except ValueError:
        return None
