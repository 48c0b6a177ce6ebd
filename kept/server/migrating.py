"""Migrating without standing in the way: who needs a table that others use waits a moment, lets go, and tries again.

A migration that waits for a lock makes everybody after it wait as well. So it waits for three seconds at most; each
step of a migration is one transaction, so what was let go is simply done again.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from kept.server.trouble import Trouble

WAITS = "3s"  # for a lock
RUNS = "30min"  # one statement, at most
TRIES = 40
PAUSE = 3.0  # seconds


def migrate(*, tries: int = TRIES, pause: float = PAUSE) -> None:
    """Bring the tables to what the models say. Raises Trouble when others never let go of a table."""
    from django.core.management import call_command

    _patiently(lambda: call_command("migrate", database="owner", interactive=False, verbosity=0), tries, pause)


def _patiently(act: Callable[[], object], tries: int, pause: float) -> None:
    from django.db import OperationalError, connections

    for number in range(1, tries + 1):
        with connections["owner"].cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{WAITS}'")
            cursor.execute(f"SET statement_timeout = '{RUNS}'")
        try:
            act()
            return
        except OperationalError as fault:
            if not _was_locked(fault):
                raise
            print(
                f"kept: a table is in use; the upgrade tries again ({number} of {tries})", file=sys.stderr, flush=True
            )
            time.sleep(pause)
        finally:
            connections["owner"].close()
    raise Trouble("The tables are in use by something that does not end, so they cannot be upgraded now. Try later.")


def _was_locked(fault: BaseException) -> bool:
    from psycopg.errors import DeadlockDetected, LockNotAvailable

    return isinstance(fault.__cause__, LockNotAvailable | DeadlockDetected)
