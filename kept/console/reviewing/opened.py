"""What a member of staff opened lately, by room, from the log of doors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from kept.audit.models import Entry
from kept.audit.raw import rows
from kept.policy import clock
from kept.policy.keeps import keeps
from kept.web.rooms import OPERATOR

DAYS = 91
MOST = 12
# One line a room. The number in front is of the newest entry of it, which stands for them in the log.
COUNT = """
SELECT max(id), regexp_replace(split_part(door, ' ', 2), ':[^:]*$', '') AS room, count(DISTINCT request_id), max(at)
  FROM audit_entry
 WHERE instance_id = 0 AND by = 'staff' AND user_id = %s AND at >= %s
 GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT %s
"""
OTHERS: dict[str, Any] = {"operator": _("Home"), "privacy": _("Record of processing")}


@dataclass(frozen=True, slots=True)
class Opened:
    """How often a room was opened, and when last."""

    room: str
    number: int
    last: datetime

    @property
    def label(self) -> str:
        """The room as people call it."""
        return label_of(self.room)


@keeps("D6")
def opened_by(user_id: int) -> list[Opened]:
    """The rooms that somebody opened in the last quarter, the most opened first."""
    since = clock.now() - timedelta(days=DAYS)
    found = rows(COUNT, [user_id, since, MOST], model=Entry)
    return [Opened(room, number, last) for _id, room, number, last in found]


def label_of(namespace: str) -> str:
    """A room by the namespace of its addresses."""
    named = next((room.label for name, room in OPERATOR.items() if name.rpartition(":")[0] == namespace), None)
    return str(named or OTHERS.get(namespace, namespace.removeprefix("operator:")))
