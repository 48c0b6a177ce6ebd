"""Around every job of the worker: it is counted, and its fault is noted. Named in the settings, so it knows no model."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import sync_to_async


async def noted(call_next: Callable[[], Awaitable[Any]], context: Any, worker: Any) -> Any:
    """Do the job; count it; when it fails, note the kind of the fault and its place."""
    from procrastinate.exceptions import JobAborted

    from kept.status import counting, failures
    from kept.tenancy.once import under_way

    under_way.set(context.job.id)
    begun = time.perf_counter()
    try:
        result = await call_next()
    except Exception as fault:
        counting.job_done(time.perf_counter() - begun, well=False)
        if not isinstance(fault, JobAborted):
            await sync_to_async(failures.note)(context.job, fault, final=failures.is_final(context, fault))
        raise
    counting.job_done(time.perf_counter() - begun, well=True)
    await sync_to_async(failures.well_again)(context.job)
    return result
