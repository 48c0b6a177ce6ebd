"""Writing many new records at once: rows laid out as columns, one statement a table (COPY is refused under row security)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from django.db import connection, models
from django.utils import timezone

from kept.audit import raw
from kept.audit.access import Access
from kept.audit.backend.looks import is_personal
from kept.crm.imports.literals import literal
from kept.crm.nouns.custom import Custom
from kept.crm.nouns.fields import Field
from kept.crm.nouns.noun import Noun, Part
from kept.crm.records.words import digits, search_text, sort_key

CASTS = {"ArrayField": "text[]", "JSONField": "jsonb"}
TYPES = {
    "BigAutoField": "bigint", "BigIntegerField": "bigint", "PositiveIntegerField": "integer", "DateField": "date",
    "DateTimeField": "timestamptz", "BooleanField": "boolean", "DecimalField": "numeric", "InstanceForeignKey": "bigint",
    "ForeignKey": "bigint", "UUIDField": "uuid",
}  # fmt: skip


def new_ids(model: Any, many: int) -> list[int]:
    """Ids for rows that are about to be made, and that other rows will refer to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(s.q) FROM (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS q OFFSET 0) s,"
            " generate_series(1, %s)",
            [model._meta.db_table, many],
        )
        return [row[0] for row in cursor.fetchall()]


def insert(model: Any, fixed: Mapping[str, Any], columns: Mapping[str, Sequence[Any]], *, tail: str = "") -> None:
    """Insert rows of `model`: `fixed` values are the same for all, `columns` hold one value a row, by attribute name.

    What neither names gets the field's default. `tail` is added to the statement: ON CONFLICT DO NOTHING.
    """
    known = {field.attname: field for field in model._meta.local_concrete_fields}
    same = {name: field.get_default() for name, field in known.items() if name not in columns and _has_default(field)}
    same |= fixed
    one = [f'"{known[name].column}"' for name in same]
    many = [f'"{known[name].column}"' for name in columns]
    given = ", ".join(f"%s::{_type(known[name])}" for name in same)
    taken = ", ".join(f"v.c{n}{_cast(known[name])}" for n, name in enumerate(columns))
    arrays = ", ".join(f"%s::{_plain_type(known[name])}[]" for name in columns)
    names = ", ".join(f"c{n}" for n in range(len(columns)))
    sql = (
        f'INSERT INTO "{model._meta.db_table}" ({", ".join(one + many)}) '  # noqa: S608
        f"SELECT {given}, {taken} FROM unnest({arrays}) AS v({names}) {tail}"
    )
    if "id" not in columns and is_personal(model):
        sql += " RETURNING id"
    params = [_param(known[name], value) for name, value in same.items()] + [
        literal(column) for column in columns.values()
    ]
    raw.insert(sql, params, model=model, keys=columns.get("id", ()))


def _has_default(field: Any) -> bool:
    return not field.primary_key and not field.generated and (field.has_default() or not field.null)


def _plain_type(field: Any) -> str:
    return TYPES.get(type(field).__name__, "text")


def _type(field: Any) -> str:
    return CASTS.get(type(field).__name__) or _plain_type(field)


def _cast(field: Any) -> str:
    cast = CASTS.get(type(field).__name__)
    return f"::{cast}" if cast else ""


def _param(field: Any, value: Any) -> Any:
    if isinstance(field, models.JSONField):
        return orjson.dumps(value).decode()
    return literal(value) if isinstance(value, list) else value


def in_bulk() -> None:
    """Suit this transaction to many rows.

    Things are looked up by index, also where the database still believes that a table is small: the first import finds
    empty tables, and plans made then would read a table whole for every reference checked. The disk is not waited for
    after each chunk: a chunk counts itself, so one that a power cut swallows is written again. `surely` waits for all.
    New words are put into their index in large heaps, sorted in memory, rather than often and a few at a time.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL synchronous_commit = off;"
            " SET LOCAL gin_pending_list_limit = '64MB'; SET LOCAL work_mem = '64MB'"
        )


def surely() -> None:
    """Have this transaction, and so all before it, on the disk before anybody hears that it is done."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = on")


class Loader:
    """Makes records of one noun from cleaned values, with their parts, search words and place in the alphabet."""

    def __init__(
        self, noun: Noun, fields: Mapping[str, Field], used: Iterable[str], access: Access, *, level: int, act: int
    ) -> None:
        self.noun, self.access = noun, access
        self.fields = {name: fields[name] for name in used if name in fields}
        self.own = [
            one for one in self.fields.values() if not one.part and not isinstance(one, Custom) and one.name != "tags"
        ]
        self.custom = [one for one in self.fields.values() if isinstance(one, Custom)]
        self.fixed = {
            "instance_id": access.instance_id, "security_level_id": level, "created_by_id": access.member_id,
            "made_in_id": act, "version": 1,
        }  # fmt: skip

    def make(self, rows: Sequence[Mapping[str, Any]], words: Sequence[tuple[str, str]] = ()) -> list[int]:
        """Insert records, with (search, sort_key) where they are known. Returns their ids, in the order of the rows."""
        ids = new_ids(self.noun.model, len(rows))
        columns: dict[str, Sequence[Any]] = {"id": ids}
        for one in self.own:
            default = one.default
            columns[one.attribute] = [row.get(one.name, default) for row in rows]
        if "tags" in self.fields:
            columns["tags"] = [literal(row.get("tags", ())) for row in rows]
        if self.custom:
            columns["custom"] = [self._custom(row) for row in rows]
        words = words or found_by(self.noun, rows)
        columns["search"], columns["sort_key"] = [pair[0] for pair in words], [pair[1] for pair in words]
        fixed = {**self.fixed, "created_at": timezone.now()}
        if "owner" not in self.fields:
            fixed["owner_id"] = self.access.member_id
        insert(self.noun.model, fixed, columns)
        for part in self.noun.parts:
            self._part(part, rows, ids)
        return ids

    def _custom(self, row: Mapping[str, Any]) -> str:
        held = {one.key: row[one.name] for one in self.custom if one.name in row}
        return orjson.dumps(held).decode() if held else "{}"

    def _part(self, part: Part, rows: Sequence[Mapping[str, Any]], ids: Sequence[int]) -> None:
        mine = [one for one in self.fields.values() if one.part == part.name]
        needed = [one for one in mine if one.attribute in _needed(part)]
        there = [one.name for one in needed or mine]
        holds = all if needed else any
        chosen = [
            (row, record)
            for row, record in zip(rows, ids, strict=True)
            if (row.get(there[0]) if len(there) == 1 else holds([row.get(name) for name in there]))
        ]
        if not chosen or len(needed) < len(_needed(part)):
            return
        columns: dict[str, Sequence[Any]] = {f"{part.owner}_id": [record for _row, record in chosen]}
        for one in mine:
            columns[one.attribute] = [row.get(one.name, one.default) for row, _record in chosen]
        insert(part.model, {"instance_id": self.access.instance_id, part.mark: True, **part.fixed}, columns)


def _needed(part: Part) -> list[str]:
    """The references without which there is no such row: a position needs its company."""
    return [
        field.attname for field in part.model._meta.local_fields
        if field.is_relation and not field.null and field.name not in ("instance", part.owner)
    ]  # fmt: skip


def found_by(noun: Noun, rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """(search, sort_key) of new records, the same as their own `index()` would compute."""
    searched = tuple(noun.model.searched_by)
    one = _contact if noun.key == "contact" else _company
    return [one(row.get, searched) for row in rows]


def _contact(get: Any, searched: tuple[str, ...]) -> tuple[str, str]:
    numbers = [number for number in (get("phone"), get("phone2")) if number]
    words = [word for word in map(get, searched) if word]
    return search_text(words, numbers, get("tags") or ()), sort_key([get("last_name") or "", get("first_name") or ""])


def _company(get: Any, searched: tuple[str, ...]) -> tuple[str, str]:
    words = [word for word in map(get, (*searched, "email", "email2", "city")) if word]
    search = search_text(words, (), get("tags") or ())
    search += "".join(f" {digits(number)}" for number in (get("phone"), get("phone2")) if number)
    if get("is_person"):
        return search, sort_key([get("last_name") or "", get("first_name") or "", get("name") or ""])
    return search, sort_key([get("name") or ""])
