"""The hand in the box: statements of the operator's staff, run as the box's own role, each told to the customer.

The statement, its line and its entry in the customer's log stand in one transaction: none of them is there alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, OperationalError, ProgrammingError, connection, transaction
from django.utils.translation import gettext as _
from psycopg import sql

from kept.audit import entries
from kept.audit.access import Access
from kept.console.lockbox import own_fields
from kept.console.lockbox.models import Line, Reach
from kept.console.lockbox.objects import CUSTOM, Fact, Thing, things
from kept.console.lockbox.operations import Case
from kept.console.lockbox.scope import CORRECT
from kept.policy import clock
from kept.policy.keeps import keeps
from kept.web.refused import Refused

PAGE = 50
PATIENCE = 60  # seconds for one statement
WEAR = "SELECT set_config('role', %s, true), set_config('statement_timeout', %s, true), set_config('application_name', %s, true)"
WORN = "SELECT current_setting('role'), current_setting('statement_timeout'), current_setting('application_name')"


@contextmanager
def worn(case: Case) -> Iterator[Any]:
    """Be the box for a few statements. What it may not do is refused by the database, and undone."""
    if not case.is_open or case.opening is None:
        raise Refused(_("This operation is not open. Nobody can look in."), promise="D8")
    left = (case.until - clock.now()).total_seconds()
    milliseconds = int(1000 * max(1, min(PATIENCE, left)))
    with connection.cursor() as cursor:
        cursor.execute(WORN)
        before = cursor.fetchone()
        try:
            with transaction.atomic():
                cursor.execute(WEAR, [case.opening.role, str(milliseconds), session_name(case.pk)])
                yield cursor
                cursor.execute(WEAR, before)
        except (ProgrammingError, OperationalError) as refused:
            raise Refused(_("The database refused this: it is outside what was agreed, or took too long."), promise="D8") from refused  # fmt: skip


def session_name(number: int) -> str:
    """What a session of the database calls itself while it works for an operation."""
    return f"kept lockbox {number}"


@keeps("D8", "D5")
def rows(case: Case, kind: str, by: int, *, after: int = 0, most: int = PAGE) -> list[dict[str, Any]]:
    """The agreed fields of some records, in the order of their numbers."""
    thing, facts = reached(case, kind)
    plain = [fact for fact in facts if not fact.is_own]
    chosen = sql.SQL("SELECT {} FROM {} WHERE id > %s ORDER BY id LIMIT %s").format(
        _names(plain), sql.Identifier(thing.table)
    )
    with worn(case) as cursor:
        cursor.execute(chosen, [after, most])
        found = [dict(zip(["id", *(fact.column for fact in plain)], row, strict=True)) for row in cursor.fetchall()]
        own_fields.fill(cursor, kind, facts, found)
        _enter(case, by, "read", kind, [row["id"] for row in found])
    tell(case, by, Line.READ, kind, facts, len(found))
    return found


@dataclass(frozen=True, slots=True)
class Change:
    """A record and its field, before and after."""

    number: int
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Correction:
    """What is to become of a field: `find` replaced by `put` within it, or the whole of it set to `put`."""

    fact: Fact
    put: str
    find: str = ""
    only: int = 0  # one record alone

    def of(self, before: Any) -> Any:
        """The value after. Raises ValidationError for one that the field cannot take."""
        text = str(before or "").replace(self.find, self.put) if self.find else self.put
        value = self.fact.field.clean(text if text != "" or not self.fact.field.null else None, None)
        return "" if value is None and not self.fact.field.null else value


@keeps("D8", "D5")
def changes(case: Case, kind: str, wanted: Correction, by: int) -> list[Change]:
    """What a correction would change. Nothing is changed yet; that it was looked at is told."""
    thing, _facts = reached(case, kind)
    with worn(case) as cursor:
        looked, found = _compare(cursor, thing, wanted, "")
        _enter(case, by, "read", kind, looked)
    tell(case, by, Line.READ, kind, [wanted.fact], len(looked))
    return found


@keeps("D8", "D5")
def correct(case: Case, kind: str, wanted: Correction, by: int) -> tuple[int, int]:
    """Run a correction over all records that it is for; each that changes has a line in its history.

    Returns how many changed, and the number of the act in history."""
    if not case.scope.allows(CORRECT):
        raise Refused(_("Corrections were not agreed on."), promise="D8")
    thing, facts = reached(case, kind)
    if wanted.fact not in facts or wanted.fact.is_own:
        raise Refused(_("This field was not agreed on."), promise="D8")
    with worn(case) as cursor:
        looked, found = _compare(cursor, thing, wanted, "FOR UPDATE")
        _enter(case, by, "read", kind, looked)
        act = 0
        if found:
            act = _write(cursor, thing, wanted.fact, found)
            _enter(case, by, "changed", kind, [one.number for one in found])
    tell(case, by, Line.CORRECTED, kind, [wanted.fact], len(looked), len(found))
    return len(found), act


def _compare(cursor: Any, thing: Thing, wanted: Correction, lock: str) -> tuple[list[int], list[Change]]:
    statement = sql.SQL("SELECT id, {} FROM {} WHERE locked_at IS NULL{} ORDER BY id {}").format(
        sql.Identifier(wanted.fact.column), sql.Identifier(thing.table),
        sql.SQL(" AND id = %s" if wanted.only else ""), sql.SQL(lock),
    )  # fmt: skip
    cursor.execute(statement, [wanted.only] if wanted.only else [])
    try:
        found = [Change(number, before, wanted.of(before)) for number, before in cursor.fetchall()]
    except ValidationError as wrong:
        raise Refused(" ".join(wrong.messages)) from wrong
    return [one.number for one in found], [one for one in found if one.before != one.after]


def _write(cursor: Any, thing: Thing, fact: Fact, found: Sequence[Change]) -> int:
    kind = sql.SQL(str(fact.field.db_type(connection)).split("(")[0])
    update = sql.SQL(
        "UPDATE {} AS t SET {} = v.after, version = t.version + 1, updated_at = %s"
        " FROM unnest(%s::bigint[], %s::{}[]) AS v (id, after) WHERE t.id = v.id"
    ).format(sql.Identifier(thing.table), sql.Identifier(fact.column), kind)
    try:
        cursor.execute(update, [clock.now(), [one.number for one in found], [one.after for one in found]])
    except DataError as wrong:
        raise Refused(_("A value does not fit into this field.")) from wrong
    return _history(cursor, thing, fact, found)


def _history(cursor: Any, thing: Thing, fact: Fact, found: Sequence[Change]) -> int:
    """One act, and a line of it in the history of each record, so that the customer can see and undo it."""
    values = [json.dumps({fact.field.attname: [one.before, one.after]}, default=str) for one in found]
    numbers = [one.number for one in found]
    cursor.execute("SELECT kept_box_history(%s, %s, %s, %s)", [thing.kind, thing.noun, numbers, values])
    return int(cursor.fetchone()[0])


def reached(case: Case, kind: str) -> tuple[Thing, list[Fact]]:
    """A kind with the fields that the open operation reaches. Refused for any other."""
    reach: Reach | None = case.reach.get(kind)
    thing = things().get(kind)
    if reach is None or thing is None:
        raise Refused(_("These records were not agreed on."), promise="D8")
    own = [one for one in reach.columns if one.startswith(CUSTOM)]
    plain = [fact for fact in thing.facts.values() if fact.column in reach.columns]
    return thing, plain + own_fields.facts_of(thing, own, case.scope.labels.get(kind, {}))


def _names(facts: list[Fact]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, ["id", *(fact.column for fact in facts)]))


def _enter(case: Case, by: int, act: str, kind: str, ids: list[int]) -> None:
    """The lines in the customer's own log, written by the box and by nobody else."""
    told = Access(f"lockbox {case.pk}", "lockbox", case.row.instance_id, user_id=by, purpose=str(case.row.kind))
    if act == "read":
        told.read(kind, ids)
    else:
        told.wrote(act, kind, ids)
    entries.write(told)


def tell(case: Case, by: int, act: str, kind: str, facts: Sequence[Fact], seen: int, changed: int = 0) -> None:
    """The line that the customer sees as it happens."""
    Line.objects.create(
        **case.whose,
        by_id=by,
        act=act,
        kind=kind,
        fields=[fact.field.attname for fact in facts],
        rows=seen,
        changed=changed,
    )
