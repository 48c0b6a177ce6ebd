"""Writing the log, and asking it: by record and by person."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from django.utils import timezone

from kept.audit.access import Access
from kept.audit.prepared import array, tell, words

INSERT = """
INSERT INTO audit_entry
  (instance_id, at, by, user_id, member_id, door, via, purpose, request_id, act, kind, ids, keys, groups)
VALUES {rows}
"""
HEAD, LINE = 9, 5  # values that all lines of a passage share, and values of one line
SELF = "identity.user"


def write(access: Access) -> int:
    """Write what an Access collected, one line an act and kind, in one statement. Returns the number of lines."""
    lines = list(_lines(access))
    if not lines:
        return 0
    values: list[Any] = [
        access.instance_id, timezone.now(), access.by, access.user_id, access.member_id, access.door, access.via,
        access.purpose, access.request_id,
    ]  # fmt: skip
    for act, kind, ids, groups in lines:
        numbers, keys = _apart(ids)
        values += [act, kind, numbers, keys, _groups(frozenset(groups))]
    tell(INSERT.format(rows=_rows(len(lines))), values)
    access.reads.clear()
    access.groups.clear()
    access.writes.clear()
    return len(lines)


def _apart(ids: Any) -> tuple[str, str]:
    """The ids that are numbers, and those that are words, each as an array."""
    if {*map(type, ids)} == {int}:
        return array(sorted(ids)), "{}"
    numbers = sorted(one for one in ids if isinstance(one, int))
    return array(numbers), words(sorted(str(one) for one in ids if not isinstance(one, int)))


@lru_cache(maxsize=512)
def _groups(groups: frozenset[str]) -> str:
    """The groups of fields of a line: the same few again and again."""
    return words(sorted(groups))


@cache
def _rows(lines: int) -> str:
    head = ",".join(f"${n}" for n in range(1, HEAD + 1))
    rows = [
        "({},${},${},${}::bigint[],${}::text[],${}::text[])".format(head, *range(first, first + LINE))
        for first in range(HEAD + 1, HEAD + 1 + lines * LINE, LINE)
    ]
    return ",".join(rows)


def _lines(access: Access) -> Any:
    for kind, ids in access.reads.items():
        if kind == SELF:  # to know who is asking is not a look at anybody
            ids = ids - {access.user_id}
        if ids:
            yield "read", kind, ids, access.groups.get(kind, ())
    for (act, kind), ids in access.writes.items():
        if ids:
            yield act, kind, ids, ()
