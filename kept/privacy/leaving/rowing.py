"""Lines of an archive as rows of here: each value looked at, each wrong one told with its line; then put in by the batch."""

from __future__ import annotations

from typing import Any

import orjson
from django.utils.translation import gettext as _

from kept.audit import raw
from kept.audit.backend.looks import is_personal
from kept.privacy.leaving.columns import columns
from kept.privacy.leaving.travelling import KINDS, Row


def taken(label: str, line: bytes) -> tuple[Row, list[str]]:
    """A line as a row, and what is wrong with it."""
    try:
        row = orjson.loads(line)
    except ValueError:
        return {}, [_("is no JSON")]
    if not isinstance(row, dict):
        return {}, [_("is no row")]
    found = columns(label)
    names = {one.name for one in found}
    if row.keys() != names:
        odd = ", ".join(sorted(str(name)[:40] for name in row.keys() ^ names)[:5])
        return row, [_("has other columns than it should: %(names)s") % {"names": odd}]
    wrong = [f"{one.name}: {what}" for one in found if (what := one.check(row[one.name]))]
    if not wrong and KINDS[label].wrong is not None:
        wrong = list(KINDS[label].wrong(row))  # type: ignore[misc]
    return row, wrong


class Inserting:
    """The statement that puts rows of one kind in: the database itself reads their values as its own types."""

    def __init__(self, label: str, more: tuple[str, ...] = ()) -> None:
        """`more`: columns besides those of an archive."""
        said = KINDS[label]
        self.model = said.model
        fields = {one.attname: one for one in self.model._meta.local_concrete_fields}
        told: list[tuple[str, str]] = [(fields[one.name].column, one.type) for one in columns(label)]
        told += [(fields[name].column, _own_type(fields[name])) for name in more]
        default = {
            name: one for name, one in fields.items()
            if name not in {one.name for one in columns(label)} | set(more) | {"instance_id"} and not one.null
        }  # fmt: skip
        self.default = {name: one.get_default() for name, one in default.items()}
        told += [(one.column, _own_type(one)) for one in default.values()]
        names = ", ".join(f'"{name}"' for name, _kind in told)
        values = ", ".join(f'v."{name}"' for name, _kind in told)
        kinds = ", ".join(f'"{name}" {kind}' for name, kind in told)
        self.names = {fields[attname].column: attname for attname in fields}
        self.sql = (
            f'INSERT INTO "{self.model._meta.db_table}" (instance_id, {names}) OVERRIDING SYSTEM VALUE '  # noqa: S608
            f"SELECT %s, {values} FROM jsonb_to_recordset(%s::jsonb) AS v({kinds})"
        )
        if is_personal(self.model):
            self.sql += " RETURNING id"

    def put(self, instance_id: int, rows: list[Row]) -> None:
        """Insert a batch; what happened is noted as if the ORM had done it."""
        if not rows:
            return
        renamed = [
            {column: row.get(name, self.default.get(name)) for column, name in self.names.items() if column != "instance_id"}
            for row in rows
        ]  # fmt: skip
        document = orjson.dumps(renamed, default=str).decode()
        raw.insert(self.sql, [instance_id, document], model=self.model, keys=[row["id"] for row in rows])


def _own_type(field: Any) -> str:
    from django.db import connection, models

    if field.is_relation:
        return "bigint"
    return "jsonb" if isinstance(field, models.JSONField) else str(field.db_type(connection))
