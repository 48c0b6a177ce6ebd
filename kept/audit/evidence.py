"""Live figures of the access log."""

from __future__ import annotations

from django.db import connection

from kept.policy.keeps import Figure, evidence

MAY = """
SELECT has_table_privilege(current_user, 'audit_entry', 'INSERT'),
       has_table_privilege(current_user, 'audit_entry', 'UPDATE'),
       has_table_privilege(current_user, 'audit_entry', 'DELETE')
"""


@evidence("D5")
def log_only_grows() -> Figure:
    """Whether the serving role may write entries, and neither change nor remove them."""
    with connection.cursor() as cursor:
        cursor.execute(MAY)
        adds, changes, removes = cursor.fetchone()
    good = adds and not changes and not removes
    return Figure("Entries can be added, not changed or removed", "yes" if good else "no", good)


@evidence("D5")
def recorder_in_place() -> Figure:
    """Whether the compiler that records reads is the one in use."""
    good = connection.ops.compiler_module == "kept.audit.backend.compiler"
    return Figure("Every query passes the recorder", "yes" if good else "no", good)
