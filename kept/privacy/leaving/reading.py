"""Reading a kind's rows out of the open instance: in the order of their numbers, in batches, each row noted (D5)."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import orjson
from django.db import models

from kept.audit import raw
from kept.audit.entries import write as write_log
from kept.privacy.leaving.columns import columns
from kept.privacy.leaving.travelling import KINDS, MEMBERS, Row

BATCH = 1000  # rows at a time
NOTED = 20_000  # rows after which the log is written, so that no length of an export fills the memory


def rows(label: str, context: Any, *, table: bool = False) -> Iterator[list[Row]]:
    """All rows of a kind, in batches, as they stand in an archive; for a `table` with JSON as text."""
    said = KINDS[label]
    model = said.model
    names = [one.name for one in columns(label)]
    data = [n for n, one in enumerate(names) if isinstance(model._meta.get_field(one), models.JSONField)]
    users = [n for n, one in enumerate(names) if one in said.users]
    emails = [n for n, one in enumerate(names) if one.startswith("email")]
    until = " AND id <= %s" if label == "audit.entry" else ""  # not the lines that this very export writes
    listed = ", ".join(f'"{model._meta.get_field(one).column}"' for one in names)
    sql = f'SELECT {listed} FROM "{model._meta.db_table}" WHERE instance_id = %s{until} ORDER BY id'  # noqa: S608
    noted = 0
    values = [context.instance_id, *([context.log_position] if until else [])]
    for found in raw.stream(sql, values, model=model, size=BATCH):
        batch = []
        for line in found:
            cells = list(line)
            for n in data:
                cells[n] = orjson.Fragment(cells[n]) if isinstance(cells[n], str) and not table else cells[n]
            for n in users:
                cells[n] = context.member_of(cells[n])
            for n in emails:
                context.known.learn(cells[n] or "")
            row = dict(zip(names, cells, strict=True))
            for name, turn in said.turns.items():
                row[name] = turn.out(dict(zip(names, line, strict=True)), context)
            batch.append(row)
        if label == MEMBERS:
            context.as_told(batch)
        yield batch
        noted += len(batch)
        if noted >= NOTED:
            write_log(context.access)
            noted = 0
    write_log(context.access)


def line(row: Row) -> bytes:
    """A row as a line of JSON."""
    return orjson.dumps(row, default=plain, option=orjson.OPT_APPEND_NEWLINE)


def plain(value: Any) -> Any:
    """What JSON has no word for."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    raise TypeError(f"{type(value)} has no place in an archive")
