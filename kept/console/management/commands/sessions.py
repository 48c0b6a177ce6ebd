"""`bin/kept manage sessions`: end the sessions of one person, or of everybody, at once (D9)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kept.identity.models import Session, User
from kept.identity.user import normal_email
from kept.policy.doors import allow
from kept.policy.keeps import keeps
from kept.tenancy.opening import system


@allow("operator")
class Command(BaseCommand):
    """Ends sessions, for who has the machine: a stolen device, a person who is gone, a night of trouble."""

    help = "end all sessions of one person, or of everybody"

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose."""
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("email", nargs="?", default="", help="the address they sign in with")
        whose.add_argument("--all", action="store_true", dest="everybody", help="of everybody")

    @keeps("D9")
    def handle(self, *args: Any, email: str, everybody: bool, **options: Any) -> None:
        """Do it, and say how many."""
        with system("command sessions", by="command", purpose="D9"):
            found = Session.objects.all()
            if not everybody:
                user = User.objects.filter(email=normal_email(email)).first()
                if user is None:
                    raise CommandError(f"Nobody signs in as {email}.")
                found = found.filter(user=user)
            ended, _by_kind = found.delete()
        self.stdout.write(f"{ended} sessions are ended. Whoever had one signs in anew.")
