"""Kinds of fields that say when: a day, a point in time, a time of day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.crm.nouns.fields import RANGES, Field, Invalid
from kept.policy import clock
from kept.web import formats

if TYPE_CHECKING:
    from kept.crm.nouns.vocabulary import Vocabulary


@dataclass(frozen=True, kw_only=True)
class Date(Field):
    """A day."""

    kind: ClassVar[str] = "date"
    operators: ClassVar[tuple[str, ...]] = RANGES
    default: Any = None
    width: int = 7

    def clean(self, raw: Any, words: Vocabulary) -> dt.date | None:
        if isinstance(raw, dt.datetime):
            return raw.date()
        if isinstance(raw, dt.date):
            return raw
        text = str("" if raw is None else raw).strip().strip('"')
        if not text:
            return None
        for pattern in words.date_patterns:
            try:
                day = dt.datetime.strptime(text[:10] if pattern == "%Y-%m-%d" else text, pattern).date()  # noqa: DTZ007
            except ValueError:
                continue
            if 1000 <= day.year <= 9999:
                return day
        raise Invalid(_("Enter a day, such as %(day)s.") % {"day": "2026-11-22"})

    def show(self, value: Any, words: Vocabulary) -> str:
        if not value:
            return ""
        return formats.whole_day(value if isinstance(value, dt.date) else dt.date.fromisoformat(value))

    def text(self, value: Any, words: Vocabulary) -> str:
        return value.isoformat() if isinstance(value, dt.date) else (value or "")

    def out(self, value: Any, words: Vocabulary) -> Any:
        return value.isoformat() if isinstance(value, dt.date) else (value or None)

    def plain(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, dt.date) else value


@dataclass(frozen=True, kw_only=True)
class Birthday(Date):
    """The day somebody was born: not one to come."""

    def clean(self, raw: Any, words: Vocabulary) -> dt.date | None:
        day = super().clean(raw, words)
        if day and day > clock.today():
            raise Invalid(_("A birthday lies in the past. Check the year."))
        return day

    def sought(self, raw: str, words: Vocabulary) -> Any:
        return Date.clean(self, raw, words)


@dataclass(frozen=True, kw_only=True)
class Moment(Field):
    """A point in time."""

    kind: ClassVar[str] = "moment"
    operators: ClassVar[tuple[str, ...]] = RANGES
    default: Any = None

    def clean(self, raw: Any, words: Vocabulary) -> dt.datetime | None:
        if isinstance(raw, dt.datetime):
            return raw if timezone.is_aware(raw) else raw.replace(tzinfo=words.time_zone)
        text = str("" if raw is None else raw).strip().strip('"')
        if not text:
            return None
        try:
            moment = dt.datetime.fromisoformat(text)
        except ValueError:
            day = Date(name=self.name, label=self.label).clean(text, words)
            moment = dt.datetime.combine(day or dt.date.min, dt.time())
        if not 1000 <= moment.year < 9999:  # beyond it no other zone could show it
            raise Invalid(_("Enter a day, such as %(day)s.") % {"day": "2026-11-22"})
        return moment if timezone.is_aware(moment) else moment.replace(tzinfo=words.time_zone)

    def show(self, value: Any, words: Vocabulary) -> str:
        if not value:
            return ""
        moment = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)
        local = moment.astimezone(words.time_zone)
        return f"{formats.whole_day(local.date())} {formats.clock(local.time())}"

    def text(self, value: Any, words: Vocabulary) -> str:
        return self.out(value, words) or ""

    def out(self, value: Any, words: Vocabulary) -> Any:
        if not value:
            return None
        moment = value if isinstance(value, dt.datetime) else dt.datetime.fromisoformat(value)
        return words.moment_out(moment)

    def plain(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, dt.datetime) else value

    def condition(self, operator: str, raw: str, words: Vocabulary) -> Q:
        if operator == "is" and len(raw) == 10:  # a whole day
            start = self.clean(raw, words) or words.today
            return Q(**{f"{self.column}__gte": start, f"{self.column}__lt": start + dt.timedelta(days=1)})
        if operator == "between" and len(raw.partition("|")[2]) == 10:
            raw += "T23:59:59.999999"
        return super().condition(operator, raw, words)


@dataclass(frozen=True, kw_only=True)
class Clock(Field):
    """A time of day."""

    kind: ClassVar[str] = "time"
    operators: ClassVar[tuple[str, ...]] = RANGES
    default: Any = None

    def clean(self, raw: Any, words: Vocabulary) -> Any:
        text = str("" if raw is None else raw).strip()
        if not text:
            return None
        try:
            return dt.time.fromisoformat(text if ":" in text else f"{text}:00").strftime("%H:%M")
        except ValueError:
            raise Invalid(_("Enter a time, such as 14:30.")) from None

    def show(self, value: Any, words: Vocabulary) -> str:
        try:
            return formats.clock(dt.time.fromisoformat(value)) if value else ""
        except ValueError:  # kept before this was asked to be a time
            return str(value)

    def text(self, value: Any, words: Vocabulary) -> str:
        return value or ""
