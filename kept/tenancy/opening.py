"""Opening an instance: transaction, settings and Access together, so nothing leaks through the pool."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from kept.audit import access
from kept.audit.access import Access
from kept.policy.keeps import keeps

SETTINGS = (
    "SELECT set_config('kept.instance', %s, true), set_config('kept.user', %s, true),"
    " set_config('kept.levels', %s, true)"
)


def tell_database(passage: Access, levels: str) -> None:
    """Set, for this transaction, whose rows may be seen. `levels` is "*" or a comma list of security levels."""
    with connection.cursor() as cursor:
        cursor.execute(SETTINGS, [str(passage.instance_id or ""), str(passage.user_id or ""), levels])


@keeps("L5")
@contextmanager
def opened(passage: Access, *, levels: str = "", told: bool = True) -> Iterator[Access]:
    """Open the door: one transaction with the instance set in it, and the log written before it commits.

    Without `levels` no guarded record is seen until `kept.grants` has said which the person may see. A door that
    tells the database itself, before it asks anything else, opens without: a new transaction knows no instance.
    """
    before, fresh = access.current(), not connection.in_atomic_block
    with transaction.atomic():
        if told or not fresh:
            tell_database(passage, levels)
        with access.recording(passage):
            yield passage
        if before is not None:  # inside another open door: give it its settings back
            tell_database(before, getattr(before.rights, "levels_setting", "*") if before.rights else "*")


@contextmanager
def system(door: str, instance_id: int = 0, *, purpose: str = "", by: str = "system") -> Iterator[Access]:
    """A passage of the system itself: a job, a command, the demo. It sees all levels and leaves entries like all."""
    with opened(Access(door=door, by=by, instance_id=instance_id, purpose=purpose), levels="*") as passage:
        yield passage


def check_references() -> None:
    """Have the database check all references now rather than at the end. Raises IntegrityError for one that hangs."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
