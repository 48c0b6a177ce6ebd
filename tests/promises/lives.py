"""Lives for the retention to be lived through: people with events on awkward days, and the days on which they must go.

The days are counted here by hand, by other means than the program's, so that a wrong calendar cannot agree with itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from kept.billing.models import AccountingDocument
from kept.identity.models import Membership, User
from kept.newsletter.models import LastService, Subscriber
from kept.policy import clock
from kept.privacy.retention import running
from kept.privacy.retention.runs import Emptied
from kept.tenancy.models import Instance
from kept.tenancy.opening import system
from tests.cast import World

ZONE = ZoneInfo("Europe/Prague")
ARCHIVE = 3  # years, in kept.example.toml
NIGHT = dt.time(23, 59, 59)
# Leap days, their neighbours, nights of 23 and of 25 hours, ends of years and of short months.
AWKWARD = [
    dt.date(2012, 2, 28), dt.date(2012, 2, 29), dt.date(2012, 3, 1), dt.date(2012, 12, 31), dt.date(2013, 1, 1),
    dt.date(2013, 3, 31), dt.date(2013, 10, 27), dt.date(2014, 2, 28), dt.date(2014, 8, 31),
]  # fmt: skip


def years_later(day: dt.date, years: int) -> dt.date:
    """The day of the same number, or the last one of February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 2, 28)


def at(day: dt.date, time: dt.time) -> dt.datetime:
    """A moment where the operator is."""
    return dt.datetime.combine(day, time, ZONE)


@dataclass
class Life:
    """Some things by name, the last day of each, and how to see which of them are there."""

    last: dict[str, dt.date]
    there: Callable[[], set[str]]
    at_once: bool = False  # gone on the day of the event itself
    extra: Iterable[dt.date] = field(default_factory=list)

    def days(self) -> list[dt.date]:
        """Each last day, the day after, the days around, leap days and nights of odd length on the way."""
        one = dt.timedelta(days=1)
        found = {last + step * one for last in self.last.values() for step in (-1, 0, 1, 2)}
        first, end = min(found), max(found)
        odd = [dt.date(year, *day) for year in range(first.year, end.year + 1) for day in ((3, 1), (12, 31))]
        return sorted(found | {day for day in [*odd, *self.extra] if first < day < end})


def live(life: Life) -> tuple[int, int]:
    """Run each day. Returns how many expired things were found left, and how many unexpired ones were lost."""
    left = lost = 0
    for day in life.days():
        with clock.moved(at(day, dt.time(1, 35))):
            running.run(planning=False)
        there = life.there()
        allowed = {name for name, last in life.last.items() if day <= last}
        left += len(there - allowed)
        lost += len(allowed - there)
    return left, lost


def moments(name: str) -> list[tuple[str, dt.date, dt.datetime]]:
    """(name, day, moment) of an event on each awkward day: in its first second and in its last one."""
    return [
        (f"{name}-{number}-{time.second}", day, at(day, time))
        for number, day in enumerate(AWKWARD)
        for time in (dt.time(), NIGHT)
    ]


def left_members(world: World) -> dict[str, dt.date]:
    """People who left our instance on awkward days. Returns the days by address."""
    days = {}
    for name, day, moment in moments("left"):
        email = f"{name}@ours.example"
        with system("tests", world.ours.instance.pk):
            user = User.objects.create(email=email, first_name="A", last_name="B", phone="1", password="x")
            Membership.objects.create(
                instance=world.ours.instance, user=user, full_name="A B", initials="AB", email=email, left_at=moment
            )
        days[email] = day
    return days


def contract(world: World) -> Life:
    """L1: while the contract runs, then the archive of three years, then ten."""
    days = left_members(world)

    def there() -> set[str]:
        with system("tests"):
            return set(User.objects.filter(email__startswith="left-").values_list("email", flat=True))

    return Life({name: years_later(years_later(day, ARCHIVE), 10) for name, day in days.items()}, there)


def support(world: World) -> Life:
    """L2: the telephone is for support alone, ten years after the service."""
    days = left_members(world)

    def there() -> set[str]:
        with system("tests"):
            return set(User.objects.filter(email__startswith="left-").exclude(phone="").values_list("email", flat=True))

    return Life({name: years_later(day, 10) for name, day in days.items()}, there)


def offers(world: World) -> Life:
    """L3: two years after the last service. The tie between a person and offers goes, not the customer."""
    days = {}
    for name, day, moment in moments("served"):
        with system("tests"):
            user = User.objects.create(email=f"{name}@x.example", first_name="A", last_name="B", password="x")
            LastService.objects.create(user=user, at=moment)
        days[f"{name}@x.example"] = day

    def there() -> set[str]:
        with system("tests"):
            return set(LastService.objects.values_list("user__email", flat=True))

    return Life({name: years_later(day, 2) for name, day in days.items()}, there)


def newsletter(world: World) -> Life:
    """L4: two years after the last mail."""
    days = {}
    for name, day, moment in moments("reads"):
        with system("tests"):
            Subscriber.objects.create(email=f"{name}@x.example", last_mail_at=moment)
        days[f"{name}@x.example"] = day
    return Life({name: years_later(day, 2) for name, day in days.items()}, readers)


def withdrawn(world: World) -> Life:
    """L4: at once when it is withdrawn, whatever the last mail says. The next run finds nothing of the day before."""
    last = {}
    for name, day, moment in moments("leaves"):
        email = f"{name}@x.example"
        with system("tests"):
            Subscriber.objects.create(email=email, last_mail_at=moment, withdrawn_at=moment)
        last[email] = day - dt.timedelta(days=1)
    return Life(last, readers)


def readers() -> set[str]:
    """The addresses of the newsletter."""
    with system("tests"):
        return set(Subscriber.objects.values_list("email", flat=True))


def instances(world: World) -> Life:
    """L5: what an instance holds goes ninety days after its contract; the run empties it, key and all."""
    days = {}
    for number, day in enumerate(AWKWARD):
        made = Instance.objects.create(slug=f"over-{number}", name="Over", ended_at=at(day, NIGHT))
        days[made.slug] = day

    def there() -> set[str]:
        gone = Emptied.objects.values_list("of_id", flat=True)
        return set(
            Instance.objects.filter(slug__startswith="over-").exclude(pk__in=gone).values_list("slug", flat=True)
        )

    return Life({slug: day + dt.timedelta(days=90) for slug, day in days.items()}, there)


def documents(world: World) -> Life:
    """L6: ten years after the end of the document's year, by the law of the operator's country."""
    last = {}
    years = [dt.date(2012, 12, 31), dt.date(2013, 12, 31), dt.date(2012, 2, 29), dt.date(2014, 3, 31)]
    for number, ends in enumerate(years):
        with system("tests"):
            AccountingDocument.objects.create(
                number=f"D{number}",
                issued_on=ends,
                year_ends_on=ends,
                organisation="X",
                last_name="B",
                text="y",
                amount=1,
            )
        last[f"D{number}"] = years_later(ends, 10)

    def there() -> set[str]:
        with system("tests"):
            return set(AccountingDocument.objects.values_list("number", flat=True))

    return Life(last, there)


LIVES: dict[str, Callable[[Any], Life]] = {
    "L1": contract, "L2": support, "L3": offers, "L4": newsletter, "L4 withdrawn": withdrawn, "L5": instances,
    "L6": documents,
}  # fmt: skip
