"""The second fence: row security and composite keys, derived from the models and put into the database.

`policies()` and `references()` say how the catalogue must look; `put_up()` makes it so after each migration. Nothing is
listed by hand, so nothing can be forgotten; `tests/shape/test_fences.py` compares the result with the catalogue.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from kept.policy.keeps import keeps
from kept.tenancy.functions import functions
from kept.tenancy.models import InstanceForeignKey

APP, OWNER, BACKUP, SEARCH = "kept_app", "kept_owner", "kept_backup", "kept_search"
CONSOLE = "kept_console"  # what the application is while the operator's staff are at the door
HERE = "(SELECT nullif(current_setting('kept.instance', true), '')::bigint)"
HERE_OR_OUTSIDE = "(SELECT coalesce(nullif(current_setting('kept.instance', true), ''), '0')::bigint)"
LEVELS = "(SELECT current_setting('kept.levels', true))"
FURTHER: list[Callable[[Any], Iterator[Policy]]] = []  # policies that other rooms want on tables: the boxes of D8


@dataclass(frozen=True, slots=True)
class Policy:
    """A row security policy; its name carries a digest of its definition, so a changed one is replaced."""

    table: str
    role: str
    body: str

    @property
    def name(self) -> str:
        """`fence_app_1a2b3c4d`"""
        return f"fence_{self.role}_{hashlib.sha256(self.body.encode()).hexdigest()[:8]}"

    def sql(self) -> str:
        """The statement that creates it."""
        return f'CREATE POLICY {self.name} ON "{self.table}" {self.body}'


def fenced_models() -> list[Any]:
    """All concrete models whose rows belong to an instance."""
    return [m for m in apps.get_models() if getattr(m, "fence", False) and not m._meta.proxy]


def open_models() -> list[Any]:
    """All other models with a table."""
    return [m for m in apps.get_models() if not getattr(m, "fence", False) and not m._meta.proxy and m._meta.managed]


def shared_setting(table: str) -> str:
    """The setting that lists single records shared with the person at the door."""
    return f"kept.shared_{table}"


def policies(model: Any) -> Iterator[Policy]:
    """The policies that a fenced model needs."""
    table = model._meta.db_table
    here = HERE_OR_OUTSIDE if model.outside_allowed else HERE
    inside = f"instance_id = {here}"
    own = getattr(model, "seen_by_its_user", None)  # a membership is seen by its person outside the instance too
    read = f"{inside} OR {own} = (SELECT nullif(current_setting('kept.user', true), '')::bigint)" if own else inside
    yield Policy(table, "app", f"FOR ALL TO {APP}, {OWNER} USING ({read}) WITH CHECK ({inside})")
    yield Policy(table, "backup", f"FOR SELECT TO {BACKUP} USING (true)")
    if model.outside_allowed:  # the operator's staff leave their lines in the log like everybody
        yield Policy(table, "console", f"FOR ALL TO {CONSOLE} USING (instance_id = 0) WITH CHECK (instance_id = 0)")
    if shared_with_operator(model):
        yield Policy(table, "console_sees", f"FOR SELECT TO {CONSOLE} USING (true)")
        yield Policy(table, "console_adds", f"FOR INSERT TO {CONSOLE} WITH CHECK (true)")
    if getattr(model, "searched", False):
        yield Policy(table, "search", f"FOR SELECT TO {SEARCH} USING (true)")
    if guarded(model):
        yield Policy(table, "levels", f"AS RESTRICTIVE FOR ALL TO {APP}, {OWNER} USING ({_level_test(table)})")
    for further in FURTHER:
        yield from further(model)


def shared_with_operator(model: Any) -> bool:
    """Whether the rows are what customer and operator agreed on: both see them, and neither changes them."""
    return bool(getattr(model, "shared_with_operator", False) and getattr(model, "append_only", False))


def guarded(model: Any) -> bool:
    """Whether the model's records carry a security level."""
    return any(f.name == "security_level" for f in model._meta.local_fields)


def _level_test(table: str) -> str:
    mine = f"(SELECT string_to_array(nullif(nullif({LEVELS}, '*'), ''), ','))::bigint[]"
    shared = f"(SELECT string_to_array(nullif(current_setting('{shared_setting(table)}', true), ''), ','))::bigint[]"
    return f"{LEVELS} = '*' OR security_level_id = ANY ({mine}) OR id = ANY ({shared})"


def references(model: Any) -> Iterator[tuple[str, str, str]]:
    """(column, target table, name) of each reference to another fenced model."""
    for field in model._meta.local_fields:
        if isinstance(field, InstanceForeignKey):
            target = field.related_model._meta.db_table
            digest = hashlib.sha256(f"{model._meta.db_table}.{field.column}>{target}".encode()).hexdigest()[:8]
            yield field.column, target, f"ref_{field.column[:40]}_{digest}"


@keeps("L5", "D3")
def put_up(connection: Any) -> list[str]:
    """Bring the database's fences to what the models want. Returns the statements that were needed."""
    from kept.tenancy import belonging, privileges

    done: list[str] = []
    with connection.cursor() as cursor:

        def run(sql: str) -> None:
            cursor.execute(sql)
            done.append(sql)

        models_ = fenced_models()
        for model in models_:
            _key(cursor, run, model)
        for function in functions():  # before the policies, which ask some of them
            cursor.execute(function)
        for model in models_:
            _row_security(cursor, run, model)
            _references(cursor, run, model)
            _indexes(cursor, run, model)
        belonging.take_down_keys(cursor, run)  # once the triggers stand that ask the same
        privileges.grant(cursor)
    return done


def _key(cursor: Any, run: Any, model: Any) -> None:
    table = model._meta.db_table
    cursor.execute(
        "SELECT conname, array_length(conkey, 1) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'p'",
        [f'"{table}"'],
    )
    found = cursor.fetchone()
    if found and found[1] == 2:
        return
    if found:
        run(f'ALTER TABLE "{table}" DROP CONSTRAINT "{found[0]}" CASCADE')
    run(f'ALTER TABLE "{table}" ADD CONSTRAINT "{table[:50]}_key" PRIMARY KEY (instance_id, id)')


def _row_security(cursor: Any, run: Any, model: Any) -> None:
    table = model._meta.db_table
    cursor.execute("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", [f'"{table}"'])
    if cursor.fetchone() != (True, True):
        run(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
        run(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
    cursor.execute("SELECT policyname FROM pg_policies WHERE tablename = %s", [table])
    there = {name for (name,) in cursor.fetchall()}
    wanted = {policy.name: policy for policy in policies(model)}
    for name in there - wanted.keys():
        run(f'DROP POLICY "{name}" ON "{table}"')
    for name in wanted.keys() - there:
        run(wanted[name].sql())


def _references(cursor: Any, run: Any, model: Any) -> None:
    table = model._meta.db_table
    cursor.execute(
        "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f' AND conname LIKE 'ref\\_%%'",
        [f'"{table}"'],
    )
    there = {name for (name,) in cursor.fetchall()}
    wanted = {name: (column, target) for column, target, name in references(model)}
    for name in there - wanted.keys():
        run(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    for name in wanted.keys() - there:
        column, target = wanted[name]
        run(
            f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" FOREIGN KEY (instance_id, "{column}")'
            f' REFERENCES "{target}" (instance_id, id) DEFERRABLE INITIALLY DEFERRED'
        )


def _indexes(cursor: Any, run: Any, model: Any) -> None:
    table = model._meta.db_table
    cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = %s", [table])
    there = {name for (name,) in cursor.fetchall()}
    for column, _target, name in references(model):
        index = name.replace("ref_", "idx_", 1)
        if index not in there:
            # Most references are empty most of the time: those rows cost nothing here.
            run(f'CREATE INDEX "{index}" ON "{table}" (instance_id, "{column}") WHERE "{column}" IS NOT NULL')
