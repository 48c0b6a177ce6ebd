"""The database backend: Django's own, with our compilers."""

from __future__ import annotations

from django.db.backends.postgresql import base
from django.db.backends.postgresql.operations import DatabaseOperations as PostgresOperations


class DatabaseOperations(PostgresOperations):
    """Operations whose compilers record reads and writes."""

    compiler_module = "kept.audit.backend.compiler"


class DatabaseWrapper(base.DatabaseWrapper):
    """The connection wrapper that Django looks for."""

    ops_class = DatabaseOperations
