"""`bin/kept manage verify_log`: verify the log of every instance now, and say what is wrong."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kept.policy.doors import allow
from kept.tenancy.sealing import checking


@allow("operator")
class Command(BaseCommand):
    """Seals, chain, signatures, and each line against its hash."""

    help = "Verify that the access log is what was sealed."

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        for one in checking.check_all():
            where = f"instance {one.instance_id}" if one.instance_id else "outside any instance"
            self.stdout.write(f"{where}: {one.lines} lines in {one.seals} seals, {len(one.faults)} wrong")
            for fault in one.faults:
                self.stdout.write(f"  {fault}")
            wrong += len(one.faults)
        if wrong:
            raise CommandError("The log is not what was sealed.")
