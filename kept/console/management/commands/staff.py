"""`bin/kept staff`: the first administrator is let in by who has the machine; later ones at /operator/staff/ (D6)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kept.console.reviewing.due import due
from kept.grants import hiring
from kept.grants.staff import Staff, StaffRole, in_service
from kept.identity.models import User
from kept.identity.user import normal_email
from kept.policy.doors import allow
from kept.policy.keeps import keeps
from kept.tenancy.opening import system
from kept.web.refused import Refused

ACTS = ("list", "hire", "roles", "confirm", "end")


@allow("operator")
class Command(BaseCommand):
    """Who works for the operator, decided at the machine itself."""

    help = "list, hire, change, confirm or end the accesses of the operator's own people"

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do, with whom, as what, why."""
        parser.add_argument("act", choices=ACTS)
        parser.add_argument("email", nargs="?", default="", help="the address they sign in with")
        parser.add_argument("--roles", nargs="+", choices=StaffRole.values, default=[], metavar="ROLE")
        parser.add_argument("--reason", default="", help="why; it stays in the story of the access")

    @keeps("D6")
    def handle(self, *args: Any, act: str, email: str, roles: list[str], reason: str, **options: Any) -> None:
        """Do it in a passage of the command line, and say what stands now."""
        with system(f"command staff {act}", by="command", purpose="D6"):
            if act != "list":
                try:
                    self._act(act, normal_email(email), roles, reason)
                except Refused as refused:
                    raise CommandError(str(refused.message)) from refused
            for one in in_service().select_related("user").order_by("pk"):
                self.stdout.write(_line(one))

    def _act(self, act: str, email: str, roles: list[str], reason: str) -> None:
        user = User.objects.filter(email=email, is_active=True).first()
        if user is None:
            raise CommandError(f"Nobody signs in as {email or 'an empty address'}.")
        if act == "hire":
            hiring.hire(user, roles, by=None, reason=reason)
            return
        staff = Staff.objects.filter(user=user, ended_at=None).first()
        if staff is None:
            raise CommandError(f"{email} does not work here.")
        if act == "roles":
            hiring.change_roles(staff, roles, by=None, reason=reason)
        elif act == "confirm":
            hiring.confirm(staff, by=None, reason=reason)
        else:
            hiring.end(staff, by=None, reason=reason)


def _line(staff: Staff) -> str:
    state = "rests" if staff.suspended_at else "signed" if staff.is_bound else "has not signed"
    return f"{staff.user.email}: {', '.join(staff.roles)}; {state}; review by {due(staff).on}"
