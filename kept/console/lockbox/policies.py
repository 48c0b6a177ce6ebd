"""Which rows a box sees: the agreed records of the one instance, while the agreed time runs. On every such table, always.

The policies stand whether or not an operation is open. Without one `kept_box_here()` is null, and null shows nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kept.console.lockbox.boxes import BOXES
from kept.console.lockbox.objects import is_thing
from kept.policy.keeps import keeps
from kept.tenancy.fence import FURTHER, Policy

TO = ", ".join(BOXES)
HERE = "instance_id = (SELECT kept_box_here())"


@keeps("D8", "L5")
def policies(model: Any) -> Iterator[Policy]:
    """The policies for boxes that a table needs."""
    table = model._meta.db_table
    if is_thing(model):
        kind = model._meta.label_lower
        seen = f"{HERE} AND id = ANY ((SELECT kept_box_ids('{kind}'))::bigint[]) AND deleted_at IS NULL"
        yield Policy(table, "box_sees", f"FOR SELECT TO {TO} USING ({seen})")
        yield Policy(table, "box_mends", f"FOR UPDATE TO {TO} USING ({seen} AND locked_at IS NULL) WITH CHECK ({seen})")
    if table == "audit_entry":
        yield Policy(table, "box_tells", f"FOR INSERT TO {TO} WITH CHECK ({HERE} AND by = 'lockbox')")


FURTHER.append(policies)
