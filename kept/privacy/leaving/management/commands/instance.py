"""`bin/kept instance`: a large archive into a new instance from the command line, as its administrator; two archives
compared. There is no export here: what is in an instance is its customer's, who takes it along on the page."""

from __future__ import annotations

import argparse
import getpass
import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kept.audit.access import Access
from kept.identity.models import Membership
from kept.policy.doors import MEMBER, allow
from kept.privacy.leaving import arrivals
from kept.privacy.leaving.comparing import differences
from kept.privacy.leaving.models import State
from kept.privacy.leaving.trouble import Refused
from kept.tenancy.jobs import Doors
from kept.tenancy.models import Instance
from kept.tenancy.opening import opened

PASSWORD = "KEPT_ARCHIVE_PASSWORD"  # noqa: S105  the name of a variable
DOOR = "instance bring"


@allow(MEMBER)
class Command(BaseCommand):
    """What the page does, for a file that lies on this machine."""

    help = "Bring an archive of an instance in, or compare two archives."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        verbs = parser.add_subparsers(title="verbs", required=True, dest="verb", metavar="VERB")
        bring = verbs.add_parser("bring", help="bring an archive into a new, empty instance")
        bring.add_argument("slug", help="the instance, as in its address")
        bring.add_argument("--from", dest="file", type=Path, required=True, metavar="FILE", help="the archive")
        bring.add_argument("--as", dest="email", required=True, metavar="EMAIL", help="its administrator")
        compare = verbs.add_parser("compare", help="say what differs between two archives")
        compare.add_argument("one", type=Path)
        compare.add_argument("other", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._bring(options) if options["verb"] == "bring" else self._compare(options)
        except Refused as refusal:
            raise CommandError("\n".join(said for said in refusal.said if said)) from None

    def _bring(self, options: dict[str, Any]) -> None:
        instance = Instance.objects.filter(slug=options["slug"], ended_at=None).first()
        if instance is None or not options["file"].is_file():
            raise CommandError(f"There is no instance “{options['slug']}”, or no such file.")
        doors = Doors(DOOR, instance.pk, _user_of(instance.pk, options["email"]), ("instance.manage",))
        password, begun = asked(options["file"]), time.perf_counter()
        with doors.open() as access:
            row = arrivals.begin(access, options["file"].stat().st_size)
            shutil.copyfile(options["file"], row.place)
            arrivals.look(row, password)
            arrivals.queue(row, password)
        arrivals.work(doors, row.pk)
        with doors.open():
            row.refresh_from_db()
        if row.state != State.DONE:
            raise CommandError("\n".join(said for said in row.report.get("said", []) if said) or "It did not come in.")
        seconds = time.perf_counter() - begun
        self.stdout.write(f"{row.rows:,} rows and {row.files:,} files came in, in {seconds:.1f} s.")
        self.stdout.write(f"{row.report['awaited']} members wait for an invitation: Settings, Leaving.")

    def _compare(self, options: dict[str, Any]) -> None:
        found = differences(*((place, asked(place)) for place in (options["one"], options["other"])))
        self.stdout.write("\n".join(found) or "The second says all that the first does.")
        if found:
            sys.exit(1)


def asked(place: Path) -> str:
    """The password of an archive: from the environment, or asked for at the terminal."""
    return os.environ.get(PASSWORD) or getpass.getpass(f"Password of {place.name}: ")


def _user_of(instance_id: int, email: str) -> int:
    with opened(Access(DOOR, "command", instance_id), levels=""):
        member = Membership.objects.filter(email__iexact=email, left_at=None).first()
        if member is None:
            raise CommandError(f"{email} is no member of this instance.")
        return int(member.user_id)
