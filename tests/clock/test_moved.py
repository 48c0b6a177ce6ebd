"""Application and database live through the terms of L1 to L6 and of the log: nobody passes a day in, the clock is moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from kept.audit.models import Entry
from kept.billing.models import AccountingDocument
from kept.identity.models import Membership, Session, User
from kept.newsletter.models import LastService, Subscriber
from kept.policy import clock
from kept.privacy.retention import running
from kept.privacy.retention.runs import Emptied, Run
from kept.tenancy.models import Instance
from kept.tenancy.opening import system
from tests.cast import World, build
from tests.clock.hands import HAND, move
from tests.promises.lives import ARCHIVE, at, years_later

pytestmark = pytest.mark.skipif(not HAND, reason="needs a clock that can be moved: make clock")


@pytest.fixture(scope="module")
def lived(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """A world that is really committed: no transaction stands open while the years go by."""
    with django_db_blocker.unblock():
        yield build()


def database_says() -> dt.datetime:
    with system("tests"), connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        return cursor.fetchone()[0]


def test_the_database_and_the_application_have_one_clock(lived: World) -> None:
    begun = timezone.now()
    move(begun + dt.timedelta(days=4000))
    assert abs(database_says() - timezone.now()) < dt.timedelta(seconds=20)
    assert timezone.now() - begun > dt.timedelta(days=3999)
    move(begun)
    assert abs(database_says() - begun) < dt.timedelta(seconds=60)


def plant(world: World, begun: dt.datetime) -> dict[str, tuple[dt.date, Callable[[], bool]]]:
    """Something for each promise that begins its term now: its last day, and whether it is still there."""
    day = begun.astimezone(clock.zone()).date()
    here = world.ours.instance.pk
    bob = world.ours.bob.user_id
    Instance.objects.filter(pk=world.theirs.instance.pk).update(ended_at=begun)
    with system("tests", here):
        Membership.objects.filter(pk=world.ours.bob.pk).update(left_at=begun)
    with system("tests"):
        User.objects.filter(pk=bob).update(phone="1")
        LastService.objects.create(user_id=world.ours.alice.user_id, at=begun)
        Subscriber.objects.create(email="reads@x.example", last_mail_at=begun)
        Subscriber.objects.create(email="left@x.example", last_mail_at=begun, withdrawn_at=begun)
        year = dt.date(day.year, 12, 31)
        AccountingDocument.objects.create(
            number="1", issued_on=day, year_ends_on=year, organisation="X", last_name="B", text="y", amount=1
        )
        Session.objects.create(key_hash="s", data="", created_at=begun, seen_at=begun, expires_at=begun)
        User.objects.get(pk=bob)  # a look, that the log keeps
    return {
        "L1": (years_later(years_later(day, ARCHIVE), 10), lambda: there(User, pk=bob, forgotten_at=None)),
        "L2": (years_later(day, 10), lambda: there(User, pk=bob, phone="1")),
        "L3": (years_later(day, 2), lambda: there(LastService)),
        "L4": (years_later(day, 2), lambda: there(Subscriber, email="reads@x.example")),
        "L4 withdrawn": (day - dt.timedelta(days=1), lambda: there(Subscriber, email="left@x.example")),
        "L5": (day + dt.timedelta(days=90), lambda: not there(Emptied)),
        "L6": (years_later(year, 10), lambda: there(AccountingDocument)),
        "D5": (years_later(day, 3), lambda: there(Entry, at__lt=begun + dt.timedelta(hours=1))),
        "D9": (day + dt.timedelta(days=90), lambda: there(Session, pk="s")),
    }


def there(model: Any, **which: Any) -> bool:
    with system("tests"):
        return bool(model.objects.filter(**which).exists())


@pytest.mark.promise("L1")
@pytest.mark.promise("L2")
@pytest.mark.promise("L3")
@pytest.mark.promise("L4")
@pytest.mark.promise("L5")
@pytest.mark.promise("L6")
def test_each_term_ends_to_the_day_under_a_clock_that_was_moved(lived: World) -> None:
    begun = timezone.now()
    lives = plant(lived, begun)
    first, end = begun.astimezone(clock.zone()).date(), max(last for last, _there in lives.values())
    one = dt.timedelta(days=1)
    days = {last + step * one for last, _there in lives.values() for step in (0, 1)}
    days |= {dt.date(year, 3, 1) for year in range(first.year + 1, end.year)}  # after each end of February
    wrong = []
    for day in sorted(day for day in days if day >= first):
        move(at(day, dt.time(1, 35)) if day > first else begun + dt.timedelta(minutes=5))
        run = running.run(planning=False)
        assert run.day == day
        assert abs(database_says() - timezone.now()) < dt.timedelta(minutes=2)
        wrong += [(name, day) for name, (last, still) in lives.items() if still() != (day <= last)]
    assert wrong == []
    assert Run.objects.count() == len(days - {first - one})
    assert (end - first).days > 13 * 365


def test_two_runs_at_once_end_everything_once_and_neither_waits_for_the_other(lived: World) -> None:
    long_ago = timezone.now() - dt.timedelta(days=400)
    with system("tests"):
        Session.objects.bulk_create(
            Session(key_hash=f"two-{n}", data="", created_at=long_ago, seen_at=long_ago, expires_at=long_ago)
            for n in range(3000)
        )
    day = clock.today() + dt.timedelta(days=1)  # a run of its own, that both take up

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(alone, [day, day]))
    assert not there(Session, pk__startswith="two-")
    with system("tests"):
        entries = Entry.objects.filter(act="deleted", kind="identity.session").values_list("keys", flat=True)
        gone = [key for keys in entries for key in keys if key.startswith("two-")]
    assert (len(gone), len(set(gone))) == (3000, 3000), "the log tells of each row once"


def test_a_row_that_somebody_holds_is_passed_by_and_goes_with_the_next_run(lived: World) -> None:
    long_ago = timezone.now() - dt.timedelta(days=400)
    with system("tests"):
        for name in ("busy", "free"):
            Session.objects.create(key_hash=name, data="", created_at=long_ago, seen_at=long_ago, expires_at=long_ago)
    day = clock.today() + dt.timedelta(days=2)
    with system("tests"):
        list(Session.objects.select_for_update().filter(pk="busy").values_list("pk"))
        with ThreadPoolExecutor(1) as pool:
            run = pool.submit(alone, day).result(timeout=60)
    assert (there(Session, pk="busy"), there(Session, pk="free"), run.left) == (True, False, {"identity.session": 1})
    assert running.run(day, planning=False).total_left == 0
    assert not there(Session, pk="busy")


def alone(day: dt.date) -> Run:
    try:
        return running.run(day, planning=False)
    finally:
        connection.close()
