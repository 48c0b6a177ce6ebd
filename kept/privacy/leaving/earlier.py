"""What was told of an earlier life: kept sealed as it came, handed on with the next archive, gone when its time is over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

import orjson

from kept.outside import files
from kept.policy import clock
from kept.policy.controller import in_force
from kept.policy.keeps import keeps
from kept.policy.terms import Event
from kept.privacy.leaving.models import Earlier

FOLDER = "earlier"
RUN = 1 << 16
LINE = 1 << 24
MOST = 200  # parts


def pass_on(packing: Any) -> None:
    """Into the archive that is being written."""
    for one in Earlier.objects.order_by("pk"):
        packing.run(one.name, files.read(one.instance_id, one.key))
        packing.members[one.name]["rows"] = one.rows


def next_life(names: list[str]) -> str:
    """`earlier/2` where an archive speaks of one earlier life."""
    lives = [int(parts[1]) for name in names if len(parts := name.split("/")) > 2 and parts[1].isdigit()]
    return f"{FOLDER}/{max(lives, default=0) + 1}"


def keep(name: str, stream: Any, rows: int, about_to: Callable[[UUID], None]) -> Earlier:
    """Keep a part as it came, line by line, and see until when. `about_to` is told its key before there is a file."""
    row = Earlier.fresh(name=name, rows=rows)
    about_to(row.key)
    newest = ""

    def runs() -> Any:
        nonlocal newest
        while line := stream.readline(LINE):
            newest = max(newest, _at(line))
            yield line

    written = files.write(row.instance_id, row.key, runs())
    row.size, row.digest = written
    row.gone_on = _over(newest)
    row.save(force_insert=True)
    return row


def _at(line: bytes) -> str:
    try:
        said = orjson.loads(line)
    except ValueError:
        return ""
    at = said.get("at") or said.get("until") or said.get("completed_at") if isinstance(said, dict) else ""
    return at if isinstance(at, str) else ""


def _over(newest: str) -> dt.date:
    try:
        last = dt.datetime.fromisoformat(newest)
    except ValueError:
        last = clock.now()
    term = next(one for one in in_force().purpose("D5").retentions if one.event is Event.RECORDED)
    return term.period.after(min(clock.day_of(last), clock.today()))


@keeps("L5")
def drop_old() -> int:
    """Remove what has become too old. In the open instance."""
    gone = 0
    for one in Earlier.objects.filter(gone_on__lt=clock.today()):
        files.delete(one.instance_id, one.key)
        one.delete()
        gone += 1
    return gone
