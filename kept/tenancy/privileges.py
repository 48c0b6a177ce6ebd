"""Who may do what with which table: derived from the models, and granted in the database after each migration."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from kept.policy.keeps import keeps
from kept.tenancy.fence import APP, BACKUP, CONSOLE, SEARCH, fenced_models, open_models, shared_with_operator


def of(model: Any) -> str:
    """What may be done with a model's rows: those that are only ever added are read and added."""
    return "SELECT, INSERT" if getattr(model, "append_only", False) else "SELECT, INSERT, UPDATE, DELETE"


def grant(cursor: Any) -> None:
    """Give each role what it may do with each table, and take what it may not."""
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APP}, {BACKUP}, {SEARCH}")
    cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP}")
    cursor.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {BACKUP}")
    cursor.execute(f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {BACKUP}")
    cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP}")
    for model in apps.get_models():
        if getattr(model, "append_only", False):
            cursor.execute(f'REVOKE UPDATE, DELETE ON "{model._meta.db_table}" FROM {APP}')
            _closing(cursor, model, APP)
        if getattr(model, "searched", False):
            cursor.execute(f'GRANT SELECT ON "{model._meta.db_table}" TO {SEARCH}')
    _to_console(cursor)
    cursor.execute(f"REVOKE ALL ON django_migrations FROM {APP}")
    cursor.execute(f"GRANT SELECT ON django_migrations TO {APP}")


def _closing(cursor: Any, model: Any, role: str) -> None:
    """A line that is only ever added may name columns that are written once more, when the next line closes it."""
    columns = ", ".join(f'"{name}"' for name in getattr(model, "closed_by", ()))
    if columns:
        cursor.execute(f'GRANT UPDATE ({columns}) ON "{model._meta.db_table}" TO {role}')


@keeps("D8")
def _to_console(cursor: Any) -> None:
    """The operator's role sees service data, and of fenced tables only those with lines outside any instance."""
    cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {CONSOLE}")
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {CONSOLE}")
    cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {CONSOLE}")
    outside = [model for model in fenced_models() if model.outside_allowed or shared_with_operator(model)]
    for model in [*open_models(), *outside]:
        cursor.execute(f'GRANT {of(model)} ON "{model._meta.db_table}" TO {CONSOLE}')
        _closing(cursor, model, CONSOLE)
    # The operator's pages put work into the queue: ids and times, nothing of anybody.
    cursor.execute(f"GRANT SELECT, INSERT ON procrastinate_jobs TO {CONSOLE}")
    cursor.execute(f"GRANT INSERT ON procrastinate_events TO {CONSOLE}")
    cursor.execute(
        "SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE n.nspname = 'public' AND p.proname LIKE 'procrastinate\\_%'"
    )
    for (function,) in cursor.fetchall():
        cursor.execute(f"GRANT EXECUTE ON FUNCTION {function} TO {CONSOLE}")
