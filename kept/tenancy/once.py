"""Once: a job whose effect cannot be seen in the rows says in its transaction that it is done.

What the rows tell (a state, a line that says who was told) needs none of this: a second run finds nothing to do. A letter
alone tells nothing; whoever is killed between the commit and the queue would send it again.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from django.db import connection

under_way: ContextVar[int] = ContextVar("kept_job", default=0)  # the number of the job that this worker is at

SETTLED = "SELECT DISTINCT job_id FROM procrastinate_events WHERE type = 'succeeded' AND job_id = ANY(%(numbers)s)"


def settled() -> None:
    """When the open transaction commits, the job under way is done, even if the queue is never told."""
    if number := under_way.get():
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO procrastinate_events (job_id, type) VALUES (%s, 'succeeded')", [number])


async def settled_of(connector: Any, numbers: list[int]) -> set[int]:
    """Those of these jobs that are done."""
    return {row["job_id"] for row in await connector.execute_query_all_async(SETTLED, numbers=numbers)}
