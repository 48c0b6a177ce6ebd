"""Writing the log, and asking it: by record and by person."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from kept.audit.access import Access
from kept.audit.prepared import tell

INSERT = """
INSERT INTO audit_entry
  (instance_id, at, by, user_id, member_id, door, via, purpose, act, kind, ids, keys, groups, request_id)
VALUES {rows}
"""
ROW = "(%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s::bigint[],%s::text[],%s::text[],%s)"
SELF = "identity.user"


def write(access: Access) -> int:
    """Write what an Access collected, one line an act and kind, in one statement. Returns the number of lines."""
    lines = list(_lines(access))
    if not lines:
        return 0
    now = timezone.now()
    head = (access.instance_id, now, access.by, access.user_id, access.member_id)
    way = (access.door, access.via, access.purpose)
    values: list[Any] = []
    for act, kind, ids, groups in lines:
        numbers = sorted(i for i in ids if isinstance(i, int))
        keys = sorted(str(i) for i in ids if not isinstance(i, int))
        values += [*head, *way, act, kind, numbers, keys, sorted(groups), access.request_id]
    tell(INSERT.format(rows=",".join([ROW] * len(lines))), values)
    access.reads.clear()
    access.groups.clear()
    access.writes.clear()
    return len(lines)


def _lines(access: Access) -> Any:
    for kind, ids in access.reads.items():
        if kind == SELF:  # to know who is asking is not a look at anybody
            ids = ids - {access.user_id}
        if ids:
            yield "read", kind, ids, access.groups.get(kind, ())
    for (act, kind), ids in access.writes.items():
        if ids:
            yield act, kind, ids, ()
