"""The daily round: take a backup if one is due, end what is too old, and remember it."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta

from kept.backup import log, manifest, taking
from kept.backup.ageing import Gone, age_out
from kept.backup.ages import set_aside
from kept.backup.days import day_of, history, interval, longest_memory
from kept.backup.depots.elsewhere import hold_longer
from kept.backup.manifest import Manifest
from kept.backup.models import Backup
from kept.backup.vault import Vault
from kept.policy.keeps import keeps
from kept.server.connections import external
from kept.server.place import place

EARLIER = timedelta(hours=1)  # so that a backup of an hour's length still keeps the interval


@keeps("D4")
def back_up(vault: Vault, now: datetime) -> Manifest:
    """Take a backup and remember it. Its row is there before its moment. Raises Trouble, remembered too."""
    row = Backup.objects.create(name=taking.identified(now), begun_at=now)
    try:
        before = manifest.newest(vault)
        made = taking.take(vault, now, row.name)
        hold_longer(vault, made, before)
    except Exception as trouble:
        Backup.objects.filter(pk=row.pk).update(trouble=f"{type(trouble).__name__}: {trouble}"[:1000])
        raise
    row.moment_at, row.finished_at = made.moment_at, now + timedelta(seconds=made.seconds)
    row.size, row.stored, row.seconds = made.base_size, made.stored, made.seconds
    row.rows, row.files = sum(int(rows) for rows, _digest in made.tables.values()), len(made.files)
    row.save()
    return made


def end_old(vault: Vault, now: datetime) -> Gone:
    """End the days that are older than the history, and what a restore set aside before it."""
    for path, at in set_aside(place()):
        if now - at > longest_memory(history()):
            shutil.rmtree(path, ignore_errors=True)
    with taking.one_at_a_time(), taking.one_at_a_time(taking.SPOOL):
        return age_out(vault, day_of(now), history())


def due(now: datetime) -> bool:
    """Whether it is time for the next backup: a new day or a restore has come, or the interval is almost over."""
    if not (external() or log.wanted(place())):
        return True
    last = Backup.objects.filter(finished_at__isnull=False).first()
    if last is None or day_of(last.begun_at) < day_of(now):
        return True
    return now - last.begun_at > interval() - EARLIER
