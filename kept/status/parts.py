"""The parts of the house that everybody knows: pages, database, worker, work that waits, mail, disk."""

from __future__ import annotations

import os
import shutil
import socket
import time
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from kept.outside import mail
from kept.outside.letterbox import WAITING
from kept.policy.keeps import keeps
from kept.server.asking import answer_of
from kept.server.connections import connect
from kept.web import watched
from kept.web.watched import Health, State

SLOW_ANSWER, SLOW_DATABASE = 2.0, 1.0  # seconds
WORKER_SILENT = 60
WORK_LATE, WORK_STUCK = 300, 3600
MAIL_LATE, MAIL_STUCK = 300, 3600
DISK_SLOW, DISK_DOWN = 2 * 1024**3, 256 * 1024**2

QUEUE = """
SELECT count(*) FILTER (WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now()),
       count(*) FILTER (WHERE status = 'doing'),
       (SELECT count(*) FROM status_failure WHERE final AND done_at IS NULL)
  FROM procrastinate_jobs WHERE status IN ('todo', 'doing')
"""
# A job is as old as the moment since which it might have been done.
OLDEST = """
SELECT coalesce(extract(epoch FROM now() - min(greatest(coalesce(j.scheduled_at, e.at), e.at))), 0)
  FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'
 WHERE j.status = 'todo' AND coalesce(j.scheduled_at, now()) <= now()
"""
HEARTBEAT = "SELECT extract(epoch FROM now() - max(last_heartbeat)), count(*) FROM procrastinate_workers"


def register() -> None:
    """Have them watched."""
    watched.component("web", _("Pages and API"), web, place=10)
    watched.component("database", _("Database"), database, place=20)
    watched.component("worker", _("Worker"), worker, place=30)
    watched.component("queue", _("Work that waits"), queue, place=40)
    watched.component("mail", _("Mail"), post, place=50)
    watched.component("disk", _("Disk"), disk, public=False, place=90)


@keeps("D9")
def web() -> Health:
    """Whether our own address answers, and how soon."""
    begun = time.monotonic()
    status = answer_of(os.environ.get("KEPT_LISTENS") or settings.SITE_URL, "/healthz")
    took = time.monotonic() - begun
    if status != 200:
        return Health(State.DOWN, gettext_noop("No page answers."), {"seconds": took})
    slow = took > SLOW_ANSWER
    return Health(
        State.SLOW if slow else State.WELL, gettext_noop("Pages answer slowly.") if slow else "", {"seconds": took}
    )


def database() -> Health:
    """Whether the database answers a new caller, how soon, and how many callers it has."""
    begun = time.monotonic()
    row = _one("SELECT count(*), current_setting('max_connections')::int FROM pg_stat_activity")
    took = time.monotonic() - begun
    figures = {"seconds": took, "connections": row[0], "connections_most": row[1]}
    if took > SLOW_DATABASE or row[0] > 0.9 * row[1]:
        return Health(State.SLOW, gettext_noop("The database answers slowly."), figures)
    return Health(State.WELL, "", figures)


def worker() -> Health:
    """Whether a worker has given a sign of life."""
    silent, number = _one(HEARTBEAT)
    figures = {"silent_seconds": float(silent or 0), "workers": number}
    if silent is None or silent > WORKER_SILENT:
        return Health(State.DOWN, gettext_noop("No worker gives a sign of life."), figures)
    return Health(State.WELL, "", figures)


def queue() -> Health:
    """How long the oldest work waits that could be done, and how much failed for good."""
    waiting, doing, failed = _one(QUEUE)
    oldest = float(_one(OLDEST)[0])
    figures = {"waiting": waiting, "doing": doing, "failed": failed, "oldest_seconds": oldest}
    if oldest > WORK_STUCK:
        return Health(State.DOWN, gettext_noop("Work has been waiting for more than an hour."), figures)
    if oldest > WORK_LATE:
        return Health(State.SLOW, gettext_noop("Work is behind."), figures)
    if failed:
        return Health(State.SLOW, gettext_noop("Jobs have failed for good."), figures)
    return Health(State.WELL, "", figures)


def post() -> Health:
    """How long the oldest letter waits, and whether the mail server can be reached."""
    ages = [time.time() - path.stat().st_mtime for path in WAITING.folder.glob("*.json")]
    oldest = max(ages, default=0.0)
    figures = {"waiting": len(ages), "oldest_seconds": oldest}
    if oldest > MAIL_STUCK:
        return Health(State.DOWN, gettext_noop("Letters have been waiting for more than an hour."), figures)
    if not mail.shown_here() and not _reached(settings.MAIL):
        return Health(State.DOWN, gettext_noop("The mail server cannot be reached. Letters wait here."), figures)
    if oldest > MAIL_LATE:
        return Health(State.SLOW, gettext_noop("Letters are behind."), figures)
    return Health(State.WELL, "", figures)


def disk() -> Health:
    """How much room is left where the data lies."""
    room = shutil.disk_usage(settings.DATA_DIR)
    figures = {"free_bytes": room.free, "total_bytes": room.total}
    if room.free < DISK_DOWN:
        return Health(State.DOWN, gettext_noop("The disk is full."), figures)
    if room.free < DISK_SLOW:
        return Health(State.SLOW, gettext_noop("The disk is nearly full."), figures)
    return Health(State.WELL, "", figures)


def _one(question: str) -> tuple[Any, ...]:
    with connect("app") as connection:
        connection.execute("SET statement_timeout = '5s'")
        row = connection.execute(question.encode()).fetchone()
    return row or ()


def _reached(known: dict[str, Any]) -> bool:
    if not known["host"]:
        return False
    try:
        socket.create_connection((known["host"], known["port"]), 3).close()
    except OSError:
        return False
    return True
