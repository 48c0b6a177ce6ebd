"""The database backend: Django's own, with our compilers."""

from __future__ import annotations

from django.db.backends.postgresql import base
from django.db.backends.postgresql.features import DatabaseFeatures as PostgresFeatures
from django.db.backends.postgresql.operations import DatabaseOperations as PostgresOperations


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
