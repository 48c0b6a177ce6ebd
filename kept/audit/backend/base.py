"""The database backend: Django's own, with our compilers."""

from __future__ import annotations

import select
import time
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.db.backends.postgresql import base
from django.db.backends.postgresql.features import DatabaseFeatures as PostgresFeatures
from django.db.backends.postgresql.operations import DatabaseOperations as PostgresOperations

LONG_IDLE = 10.0  # seconds after which a silent line is asked whether somebody is there
_heard: WeakKeyDictionary[psycopg.Connection[Any], float] = WeakKeyDictionary()


def is_there(connection: psycopg.Connection[Any]) -> None:
    """Raise OperationalError for a pooled connection whose server has gone. One that has hung up leaves word on the
    line, and looking for it costs nothing; only a connection that lay idle long is asked over the wire."""
    line = select.poll()
    line.register(connection.fileno(), select.POLLIN)
    now = time.monotonic()
    if line.poll(0) or now - _heard.get(connection, 0.0) > LONG_IDLE:
        connection.execute("")
    _heard[connection] = now


class DatabaseOperations(PostgresOperations):
    """Operations whose compilers record reads and writes."""

    compiler_module = "kept.audit.backend.compiler"


class DatabaseFeatures(PostgresFeatures):
    """What Django may count on."""

    # The key of an instance's table is (instance, id), so to group by `id` alone does not cover the other columns.
    allows_group_by_selected_pks = False


class DatabaseWrapper(base.DatabaseWrapper):
    """The connection wrapper that Django looks for."""

    ops_class = DatabaseOperations
    features_class = DatabaseFeatures
    asked = 0  # questions put over this connection, for who counts them

    def _prepare_cursor(self, cursor: Any) -> Any:
        self.asked += 1
        return super()._prepare_cursor(cursor)  # type: ignore[misc]

    @property
    def pool(self) -> Any:
        """Django's pool, with a cheaper look at each connection than a question to the server."""
        pool = super().pool
        if pool is not None and self.settings_dict["CONN_HEALTH_CHECKS"]:
            pool._check = is_there  # Django lets nobody name another
        return pool
