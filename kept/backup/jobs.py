"""By the clock: the log twice a minute, a backup a day with its drill, and a look at everything each hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from procrastinate.contrib.django import app

from kept.backup import drilling, keeping, log, places, shipping, watching
from kept.backup.models import Backup, Drill
from kept.policy.keeps import keeps
from kept.server.connections import external
from kept.server.place import place

QUEUE = "kept"
PAUSE = timedelta(minutes=30)  # after one that failed


@keeps("D4")
@app.periodic(cron="* * * * * */30")
@app.task(name="backup.ship", queueing_lock="backup.ship", lock="backup.ship", queue=QUEUE)
def ship(timestamp: int) -> None:
    """Half a minute of work is the most that can be lost."""
    if not external():
        shipping.ship(places.vault(), datetime.now(UTC))


@keeps("D4")
@app.periodic(cron="* * * * *")
@app.task(name="backup.daily", queueing_lock="backup.daily", lock="backup.daily", queue=QUEUE)
def daily(timestamp: int) -> None:
    """A backup when it is due, the end of what is older than the history, and the drill of what was taken.

    Looked at each minute: after a restore nothing of what is written is kept until the next backup."""
    now = datetime.now(UTC)
    if not keeping.due(now) or _failed_just_now(now):
        return
    vault = places.vault()
    keeping.back_up(vault, now)
    keeping.end_old(vault, now)
    drilling.drill(vault, datetime.now(UTC))
    watching.watch(vault, datetime.now(UTC))


@keeps("D4")
@app.periodic(cron="7 * * * *")
@app.task(name="backup.watch", queueing_lock="backup.watch", queue=QUEUE)
def watch(timestamp: int) -> None:
    """Each hour: how old is what can bring data back, and is anything missing, small, stale or unverified?"""
    drilling.tidy()
    watching.watch(places.vault(), datetime.now(UTC))


def _failed_just_now(now: datetime) -> bool:
    last = Backup.objects.first()
    failed = last is not None and last.finished_at is None and now - last.begun_at < PAUSE and not _brought_back(last)
    return failed or Drill.objects.filter(at__gt=now - PAUSE, good=False).exists()


def _brought_back(last: Backup) -> bool:
    """Whether this is the backup from which all was restored: it never saw its own end. Nothing is kept then until the
    next one, which must not wait."""
    return not last.trouble and not log.wanted(place())
