"""One instance alone, back to a moment, while the others work on: they stay equal to the bit.

Its rows come out of a backup restored beside us. They take the place of those of today in one transaction of a role
that row security binds to this instance: the database itself would refuse a row of another.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql

from kept.backup import erasures, filing, orphans, restoring
from kept.backup.digests import MANNERS
from kept.backup.manifest import Kept, Manifest
from kept.backup.restoring import Restored
from kept.backup.vault import Vault
from kept.outside.models import InstanceKey
from kept.outside.shelves import put_away, shelf
from kept.policy.keeps import keeps
from kept.server.connections import connect
from kept.server.place import data_folder
from kept.server.trouble import Trouble
from kept.tenancy.fence import fenced_models

UPLOADING = 60  # seconds between a file and its row, at most

Connection = psycopg.Connection[tuple[Any, ...]]


@keeps("D4", "L5")
def restore(vault: Vault, chosen: Manifest, slug: str, *, at: datetime | None) -> str:
    """Put the instance called `slug` back to a moment, files and all. Returns a sentence on it. Raises Trouble."""
    instance, began = _living(slug), time.time()
    folder = data_folder() / "restoring"
    restoring.clear(folder)
    made = restoring.restore(vault, chosen, folder, at=at, newest=at is None)
    try:
        erasures.replay(vault, folder)  # before a row of it comes to us; it also brings the tables up to date
        _must_be_there(made, instance, slug)
        with _of_instance(restoring.connect(made, "kept_owner"), instance) as there:
            rows, left_out = _replace(there, instance)
        files = _bring_files(vault, made, instance, at)
        _sweep(instance, began - UPLOADING)
    finally:
        restoring.tear_down(made)
    reached = at or made.reached or chosen.moment_at
    left = f" {left_out} rows of people who no longer have a login were left out." if left_out else ""
    return f"{slug} is as of {reached:%Y-%m-%d %H:%M:%S} UTC: {rows} rows, {files} files.{left}"


def tables() -> list[Any]:
    """The models whose rows go back. What may only be added to, such as the access log, never goes back in time, and
    neither does what proves it: salts that were gone would make seals of today unprovable."""
    return [model for model in fenced_models() if not getattr(model, "append_only", False) and not proves(model)]


def proves(model: Any) -> bool:
    """Whether a model belongs to the proof of the access log (D5)."""
    return bool(model._meta.app_label == "sealing")


def _living(slug: str) -> int:
    with connect("owner") as connection:
        found = connection.execute("SELECT id FROM tenancy_instance WHERE slug = %s", [slug]).fetchone()
    if not found:
        raise Trouble(f"There is no instance called {slug}.")
    return int(found[0])


def _must_be_there(made: Restored, instance: int, slug: str) -> None:
    with restoring.connect(made) as connection:
        if not connection.execute("SELECT 1 FROM tenancy_instance WHERE id = %s", [instance]).fetchone():
            raise Trouble(f"At that moment there was no instance called {slug}.")


@contextmanager
def _of_instance(connection: Connection, instance: int) -> Iterator[Connection]:
    """A transaction that sees and may write the rows of one instance, and no other's."""
    with connection:
        connection.autocommit = False
        for manner in MANNERS:
            connection.execute(manner)
        for name, value in (("kept.instance", str(instance)), ("kept.user", ""), ("kept.levels", "*")):
            connection.execute("SELECT set_config(%s, %s, false)", [name, value])
        yield connection


def _replace(there: Connection, instance: int) -> tuple[int, int]:
    """Take out what is here and put in what was there. Returns how many rows came, and how many could not."""
    with _of_instance(connect("owner"), instance) as here:
        here.execute("SET CONSTRAINTS ALL DEFERRED")
        kinds = _derived_last(tables())
        for model in kinds:
            here.execute(_out(model), [instance])
        rows = sum(_copy(there, here, model, instance) for model in kinds)
        left_out = _leave_out_the_gone(here, kinds, instance)
        here.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for model in kinds:
            _keep_numbers_ahead(here, model)
        here.commit()
    return rows, left_out


def _derived_last(models: list[Any]) -> list[Any]:
    """Tables that triggers write into come last, when nothing writes into them any more."""
    return sorted(models, key=lambda model: model.__name__ == "Tally")


def _out(model: Any) -> sql.SQL | sql.Composed:
    if model is InstanceKey:  # files that are here need the keys of today, those that come back need theirs: both stay
        return sql.SQL("SELECT %s::bigint")
    return sql.SQL("DELETE FROM {} WHERE instance_id = %s").format(_name(model))


def _copy(there: Connection, here: Connection, model: Any, instance: int) -> int:
    """The rows of one table, in the order of their keys."""
    here.execute(_out(model), [instance])  # what triggers wrote meanwhile
    columns = sql.SQL(", ").join(sql.Identifier(name) for name in _columns(here, model))
    chosen = sql.SQL("SELECT {} FROM {} WHERE instance_id = {} ORDER BY id").format(
        columns, _name(model), sql.Literal(instance)
    )
    out_of = sql.SQL("COPY ({}) TO STDOUT").format(chosen)
    # PostgreSQL does not copy into a table under row security, and row security is what binds us to the instance.
    here.execute(sql.SQL("CREATE TEMPORARY TABLE coming (LIKE {}) ON COMMIT DROP").format(_name(model)))
    into = sql.SQL("COPY coming ({}) FROM STDIN").format(columns)
    with there.cursor().copy(out_of) as source, here.cursor().copy(into) as target:
        for run in source:
            target.write(run)
    put = sql.SQL(
        "INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM coming ORDER BY id ON CONFLICT DO NOTHING"
        if model is InstanceKey
        else "INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM coming ORDER BY id"
    )
    rows = here.execute(put.format(_name(model), columns, columns)).rowcount
    here.execute("DROP TABLE coming")
    return rows


def _columns(connection: Connection, model: Any) -> list[str]:
    found = connection.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " AND attgenerated = '' ORDER BY attnum",
        [f'public."{model._meta.db_table}"'],
    ).fetchall()
    return [str(name) for (name,) in found]


def _leave_out_the_gone(here: Connection, kinds: list[Any], instance: int) -> int:
    """References to rows outside the instance that no longer exist: emptied, or where that cannot be, the row goes."""
    gone = 0
    for model in kinds:
        for field in model._meta.local_fields:
            target = field.related_model if field.is_relation else None
            if target is None or getattr(target, "fence", False) or field.column == "instance_id":
                continue
            hanging = sql.SQL(
                "WHERE instance_id = %s AND {column} IS NOT NULL"
                " AND NOT EXISTS (SELECT 1 FROM {target} AS found WHERE found.{key} = {table}.{column})"
            ).format(
                column=sql.Identifier(field.column), target=_name(target), table=_name(model),
                key=sql.Identifier(target._meta.pk.column),
            )  # fmt: skip
            act = "UPDATE {table} SET {column} = NULL " if field.null else "DELETE FROM {table} "
            parts = {"table": _name(model), "column": sql.Identifier(field.column)}
            done = here.execute(sql.SQL(act).format(**parts) + hanging, [instance])
            gone += 0 if field.null else done.rowcount
    return gone


def _keep_numbers_ahead(here: Connection, model: Any) -> None:
    """A number that came back must not be given out again."""
    here.execute(
        sql.SQL(
            "SELECT setval(seq, greatest((SELECT coalesce(max(id), 1) FROM {table}), (SELECT last_value FROM"
            " pg_sequences WHERE (quote_ident(schemaname) || '.' || quote_ident(sequencename)) = seq), 1))"
            " FROM (SELECT pg_get_serial_sequence({name}, 'id') AS seq) AS found WHERE seq IS NOT NULL"
        ).format(table=_name(model), name=sql.Literal(f'public."{model._meta.db_table}"'))
    )


def _bring_files(vault: Vault, made: Restored, instance: int, at: datetime | None) -> int:
    """The instance's files of that moment, as far as they are no longer here."""
    start = f"{filing.FOLDER}/{instance}/"
    wanted: list[Kept] = [
        each
        for each in restoring.wanted_files(vault, made.manifest, at=at, newest=at is None)
        if each.path.startswith(start)
    ]
    for each in wanted:
        if not shelf().at(each.path).exists():
            filing.bring_back(vault, each, data_folder())
    put_away(data_folder())
    return len(wanted)


def _sweep(instance: int, before: float) -> None:
    """Files that came after the moment have no rows now; one that is being sent at this moment will have."""
    with connect("owner") as connection:
        for name, value in (("kept.instance", str(instance)), ("kept.levels", "*")):
            connection.execute("SELECT set_config(%s, %s, false)", [name, value])
        spoken_of = orphans.mentioned(connection)
    orphans.sweep(shelf().all(f"{filing.FOLDER}/{instance}"), spoken_of, before=before)


def _name(model: Any) -> sql.Identifier:
    return sql.Identifier("public", model._meta.db_table)
