"""`migrate`, which puts up the fences when it is done."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from kept.audit.access import Access, recording
from kept.policy.doors import allow
from kept.tenancy.fence import put_up


@allow("operator")
class Command(migrate.Command):
    """Migrate as the owner, then derive row security, keys and privileges from the models."""

    def handle(self, *args: Any, **options: Any) -> None:
        with recording(Access(door="migrate", by="command")):  # migrations of packages may touch personal rows
            super().handle(*args, **options)
        done = put_up(connections[options["database"]])
        if options["verbosity"] and done:
            self.stdout.write(f"  Fences: {len(done)} statements")
