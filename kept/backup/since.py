"""What happened since, and what no restore of one instance may undo: what a machine was told, what was revoked.

Models say so themselves. `told_once`: its rows wait to be told outside and go when they were; each has a `key`.
`stays_over`: the column of the time at which something ended for good. `broken_off`: the states of work that somebody
was at, each with what such a row becomes: who worked at it knows nothing of a moment that came back.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import sql

Connection = psycopg.Connection[tuple[Any, ...]]

# What waited then and waits no more was told: nobody is told it again. What waits since is undone: nobody is told it.
WAITS_TODAY = "CREATE TEMPORARY TABLE {aside} ON COMMIT DROP AS SELECT key FROM {table} WHERE instance_id = %s"
TOLD_SINCE = "DELETE FROM {table} WHERE instance_id = %s AND key NOT IN (SELECT key FROM {aside})"

BROKEN_OFF = "UPDATE {table} SET {values} WHERE instance_id = %s AND state = %s"

OVER_TODAY = (
    "CREATE TEMPORARY TABLE {aside} ON COMMIT DROP AS SELECT id, {column} FROM {table}"
    " WHERE instance_id = %s AND {column} IS NOT NULL"
)
OVER_SINCE = (
    "UPDATE {table} AS back SET {column} = today.{column} FROM {aside} AS today"
    " WHERE back.instance_id = %s AND back.id = today.id AND back.{column} IS NULL"
)


def goes_back(model: Any) -> bool:
    """Whether its rows go back at all: what is only added to does not, nor what proves it."""
    return not getattr(model, "append_only", False) and getattr(model, "goes_back", True)


def told_once(model: Any) -> bool:
    """Whether its rows wait to be told to a machine outside, and go when they were."""
    return bool(getattr(model, "told_once", False))


def remember(here: Connection, models: list[Any], instance: int) -> None:
    """Set aside, until the transaction ends, how things are today."""
    for first, _then in _acts(models):
        here.execute(first, [instance])


def hold(here: Connection, models: list[Any], instance: int) -> None:
    """Now that the rows of then are here: what was told since goes, what was over since is over, and nothing is at work."""
    for _first, then in _acts(models):
        here.execute(then, [instance])
    for model in models:
        for state, becomes in getattr(model, "broken_off", {}).items():
            _break_off(here, model, instance, state, becomes)


def _break_off(here: Connection, model: Any, instance: int, state: str, becomes: dict[str, Any]) -> None:
    """No job goes on with what was at work then: it ends, and says why."""
    values = sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(column)) for column in becomes)
    table = sql.Identifier("public", model._meta.db_table)
    given = [value() if callable(value) else value for value in becomes.values()]
    here.execute(sql.SQL(BROKEN_OFF).format(table=table, values=values), [*given, instance, state])


def _acts(models: list[Any]) -> Iterator[tuple[sql.Composed, sql.Composed]]:
    for model in models:
        table = model._meta.db_table
        names = {"table": sql.Identifier("public", table), "aside": sql.Identifier("pg_temp", f"today_{table}")}
        if told_once(model):
            yield sql.SQL(WAITS_TODAY).format(**names), sql.SQL(TOLD_SINCE).format(**names)
        if column := getattr(model, "stays_over", ""):
            names["column"] = sql.Identifier(column)
            yield sql.SQL(OVER_TODAY).format(**names), sql.SQL(OVER_SINCE).format(**names)
