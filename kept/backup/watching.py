"""The hourly watch: how old everything is, what is missing, small, stale or unverified, and who is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from kept.backup import log, manifest
from kept.backup.ages import Age, ages
from kept.backup.days import day_of, history, interval, oldest_kept
from kept.backup.depot import Stored
from kept.backup.depots.elsewhere import note_link
from kept.backup.filing import place
from kept.backup.manifest import Manifest
from kept.backup.models import Backup, Drill, Watch
from kept.backup.vault import Vault
from kept.outside.alarms import only
from kept.outside.storage.terms import Away
from kept.policy.keeps import keeps
from kept.server.connections import external
from kept.web.watched import Health, State


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that is wrong: a code, and a sentence with its facts, said in the language of whoever reads it."""

    code: str
    words: str
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        return gettext(self.words) % self.facts


GRACE = timedelta(hours=2)
SMALL = 0.5  # of what the last ones were
LOG_STALE = timedelta(minutes=10)
LOOKED_LATE = timedelta(hours=3)


@keeps("D4")
def watch(vault: Vault, now: datetime) -> Watch:
    """Look at everything, remember it, and tell the operator when something is wrong."""
    known: list[Manifest] = []
    measured: list[Age] = []
    try:
        known, measured = list(manifest.manifests(vault)), ages(vault, history())
        alarms = list(alarms_of(vault, known, measured, now))
        note_link(vault.depot)
    except Away as silent:
        alarms = [Alarm("away", _("The place of the backups cannot be reached: %(why)s"), {"why": str(silent)})]
    row: Watch = Watch.objects.create(
        at=now,
        ages=[[each.what, each.oldest.isoformat(), each.newest.isoformat(), each.good(now)] for each in measured],
        alarms=[asdict(each) for each in alarms],
        days=restorable_days(known, now),
    )
    _tell(row)
    return row


def restorable_days(known: list[Manifest], now: datetime) -> int:
    """How many days back any moment can be restored: whole days since the oldest backup, where none between is missing."""
    days = sorted({each.on for each in known}, reverse=True)
    if not days or day_of(now) - days[0] > timedelta(days=1):
        return 0
    unbroken = days[0]
    for one, earlier in zip(days, days[1:], strict=False):
        if one - earlier > timedelta(days=1):
            break
        unbroken = earlier
    return max(0, (day_of(now) - unbroken).days)


def alarms_of(vault: Vault, known: list[Manifest], measured: list[Age], now: datetime) -> Iterator[Alarm]:
    """What is wrong. `known` are the whole backups, the newest first."""
    if not known:
        yield Alarm("missing", _("There is no backup."))
        return
    yield from _stale(known, now)
    yield from _small(known)
    yield from _missing(vault, known, now)
    yield from _unverified(known[0], now)
    yield from _log(vault, known, now)
    old = _("%(what)s reach back to %(day)s, further than the history.")
    yield from (
        Alarm("old", old, {"what": each.what, "day": each.oldest.date().isoformat()})
        for each in measured
        if not each.good(now)
    )


def _stale(known: list[Manifest], now: datetime) -> Iterator[Alarm]:
    if now - known[0].at > interval() + GRACE:
        yield Alarm("stale", _("The newest backup is of %(at)s."), {"at": _stamp(known[0].at)})
    if not known[0].exact:
        yield Alarm("inexact", _("The newest backup found no still moment, so its rows cannot be compared."))


def _small(known: list[Manifest]) -> Iterator[Alarm]:
    earlier = [each.base_size for each in known[1:8]]
    if earlier and known[0].base_size < SMALL * median(earlier):
        yield Alarm("small", _("The newest backup is less than half as large as those before it."))


def _missing(vault: Vault, known: list[Manifest], now: datetime) -> Iterator[Alarm]:
    """What the manifests speak of is in the depot, and as large as it was when it was put there."""
    there: dict[str, Stored] = {each.name: each for each in vault.depot.there()}
    names, limit = {each.id for each in known}, oldest_kept(day_of(now), history())
    for row in Backup.objects.filter(finished_at__isnull=False, begun_at__date__gte=limit).exclude(name__in=names):
        yield Alarm("missing", _("The backup of %(at)s is no longer in the depot."), {"at": _stamp(row.begun_at)})
    for each in known:
        base = there.get(f"days/{each.day}/base-{each.id}")
        if base is None or base.size != each.base_stored:
            copy = _("The database’s copy of %(day)s is not in the depot as it was put there.")
            yield Alarm("missing", copy, {"day": each.day})
        lost = sum(place(file.blob) not in there for file in each.files)
        if lost:
            files = _("Files of %(day)s that are not in the depot: %(number)s.")
            yield Alarm("missing", files, {"day": each.day, "number": lost})


def _unverified(newest: Manifest, now: datetime) -> Iterator[Alarm]:
    last = Drill.objects.first()
    if last is None:
        if now - newest.at > GRACE:
            yield Alarm("unverified", _("No backup has been restored yet to try it."))
        return
    if not last.good:
        yield Alarm("unverified", _("The last drill failed."))
    elif now - last.at > interval() + GRACE:
        yield Alarm("unverified", _("The last drill was on %(at)s."), {"at": _stamp(last.at)})


def _log(vault: Vault, known: list[Manifest], now: datetime) -> Iterator[Alarm]:
    """From the newest backup on the log has no gap, and its end is not far behind."""
    found = [each for each in log.pieces(vault, known[0].system) if each.segment >= known[0].first_log]
    if log.gaps(found):
        yield Alarm("gap", _("A piece of the log is missing after %(piece)s."), {"piece": log.gaps(found)[0]})
    if not external() and (not found or now - found[-1].finished > LOG_STALE):
        yield Alarm("log", _("The database’s log has not come in for more than ten minutes."))


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _tell(row: Watch) -> None:
    """Each code is an alarm: it is told once, and told again when it is over (`kept.outside.alarms`)."""
    wrong: dict[str, list[str]] = {}
    for each in row.alarms:
        wrong.setdefault(each["code"], []).append(Alarm(**each).sentence)
    only("backup.", {code: " ".join(sentences) for code, sentences in wrong.items()})


def health() -> Health:
    """How the backups do, by the last look at them. Their alarms are told one by one, so this raises none."""
    last, newest = Watch.objects.first(), Backup.objects.filter(finished_at__isnull=False).first()
    if last is None:
        return Health(State.SLOW, _("There is no backup yet."))
    now = timezone.now()
    figures = {
        "looked_seconds": (now - last.at).total_seconds(),
        "restorable_days": last.days,
        "alarms": len(last.alarms),
    }
    if newest is not None:
        figures["newest_seconds"] = (now - newest.begun_at).total_seconds()
    if last.alarms:
        return Health(State.DOWN, _("The backups need somebody."), figures)
    late = figures["looked_seconds"] > LOOKED_LATE.total_seconds()
    return Health(State.SLOW if late else State.WELL, _("Nobody looked at the backups.") if late else "", figures)
