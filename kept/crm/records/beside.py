"""An index made beside the work: while a large table gets it, people read and write that table as ever.

In a migration of its own with `atomic = False`. What a broken attempt left is removed first, and an index that is there
already is left as it is.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation

LEFT = """
SELECT 1 FROM pg_index WHERE indexrelid = to_regclass(%s) AND NOT indisvalid
"""


class IndexBeside(Operation):
    """`IndexBeside("contact_by_phone", "contacts_contact (instance_id, phone, id) WHERE phone <> ''")`"""

    atomic = False
    reversible = True
    reduces_to_sql = True

    def __init__(self, name: str, on: str) -> None:
        self.name, self.on = name, on

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models say nothing of it."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Waiting for others hurts nobody here, so it may take longer than a migration that has a table locked."""
        if not schema_editor.collect_sql:
            with schema_editor.connection.cursor() as cursor:
                cursor.execute("SHOW lock_timeout")
                before = cursor.fetchone()[0]
                cursor.execute("SET lock_timeout = 0")
                cursor.execute(LEFT, [self.name])
                if cursor.fetchone():
                    cursor.execute(f"DROP INDEX CONCURRENTLY {self.name}")
        schema_editor.execute(f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {self.name} ON {self.on}")
        if not schema_editor.collect_sql:
            with schema_editor.connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, false)", [before])

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Take it away, beside the work as well."""
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {self.name}")

    def describe(self) -> str:
        """As `migrate` tells it."""
        return f"Make the index {self.name} beside the work"
