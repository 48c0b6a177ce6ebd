"""`replay_erasures`: after a restore, whoever was erased is erased again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kept.policy.doors import allow
from kept.privacy.erasure.ledger import Tampered
from kept.privacy.erasure.replaying import replay


@allow("operator")
class Command(BaseCommand):
    """Replay the ledger of erasures."""

    help = "Erase again whoever was erased, from the ledger outside the database. Doing it twice is once."

    def handle(self, *args: Any, **options: Any) -> None:
        """Fails when anything is left, or the ledger is not as it was written."""
        try:
            done = replay()
        except Tampered as broken:
            raise CommandError(str(broken)) from broken
        if done.left:
            raise CommandError(f"still there: {', '.join(sorted(set(done.left)))}")
        self.stdout.write(f"{done.lines} erasures replayed, {done.gone} things erased again")
