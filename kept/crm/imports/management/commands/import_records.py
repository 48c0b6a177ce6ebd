"""`bin/kept import`: a file into an instance from the command line, as one of its members."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kept.audit.access import Access
from kept.crm.imports import files, jobs
from kept.crm.imports.addresses import ADDRESS
from kept.crm.imports.models import Import
from kept.crm.imports.plan import CREATE, SKIP, UPDATE, Plan
from kept.crm.imports.starting import arrive, fields_of, targets_of
from kept.crm.imports.targets import NEW
from kept.crm.imports.typing_columns import types_of
from kept.crm.imports.undoing import undo_import
from kept.crm.imports.unreadable import Unreadable
from kept.crm.nouns.noun import NOUNS
from kept.crm.titles.models import LegalTitleTemplate
from kept.identity.models import Membership
from kept.policy.doors import MEMBER, allow
from kept.tenancy.jobs import Doors
from kept.tenancy.models import Instance
from kept.tenancy.opening import opened

RUN = 1 << 16
HOLDS = {
    "companies": "company",
    "company": "company",
    "contacts": "contact",
    "contact": "contact",
    "addresses": ADDRESS,
    "address": ADDRESS,
}


@allow(MEMBER)
class Command(BaseCommand):
    """Everything the page does, in one line. It needs no web server and no worker."""

    help = "Import companies, contacts or addresses from a CSV or XLSX file."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="the file, CSV or XLSX")
        parser.add_argument("--instance", required=True, metavar="SLUG", help="the instance, as in its address")
        parser.add_argument(
            "--as", dest="email", required=True, metavar="EMAIL", help="the member who does it, with their rights"
        )
        parser.add_argument("--noun", choices=sorted(HOLDS), default="contacts", help="what the file holds")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="HEAD=FIELD",
            help="a column and what it becomes; HEAD= leaves it out, HEAD=new:DATE makes a field",
        )
        parser.add_argument(
            "--new-fields", action="store_true", help="make a custom field of every column that fits none"
        )
        parser.add_argument("--new-values", action="store_true", help="add what is missing to value lists")
        parser.add_argument(
            "--no-new-companies", action="store_true", help="a contact of an unknown company is an error"
        )
        parser.add_argument(
            "--duplicates",
            choices=[SKIP, UPDATE, CREATE],
            default=SKIP,
            help="what is done about those who are here already",
        )
        parser.add_argument("--all-or-nothing", action="store_true", help="one wrong line, and nothing is imported")
        parser.add_argument("--reason", metavar="NAME", help="why the people are held: a template of a legal title")
        parser.add_argument("--day-first", action="store_true", help="3/4/2026 is the third of April")
        parser.add_argument("--dry-run", action="store_true", help="look at the whole file and write nothing")
        parser.add_argument("--bad", type=Path, metavar="FILE", help="where the lines to mend are written")
        parser.add_argument("--undo", type=int, metavar="ID", help="take back an import by its number")
        parser.add_argument("--json", action="store_true", help="answer for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        instance = Instance.objects.filter(slug=options["instance"], ended_at=None).first()
        if instance is None:
            raise CommandError(f"There is no instance “{options['instance']}”.")
        user_id = member_of(instance.pk, options["email"])
        doors = Doors("import_records", instance.pk, user_id, (MEMBER,))
        if options["undo"]:
            self._undo(doors, options)
            return
        if options["file"] is None or not options["file"].is_file():
            raise CommandError("Name a file that is there.")
        start = time.perf_counter()
        try:
            pk = self._begin(doors, options)
        except Unreadable as problem:
            raise CommandError(str(problem)) from None
        (jobs.check if options["dry_run"] else jobs.run).work(doors, import_id=pk)
        self._tell(doors, pk, options, time.perf_counter() - start)

    def _begin(self, doors: Doors, options: dict[str, Any]) -> int:
        kind = HOLDS[options["noun"]]
        with doors.open() as access:
            if not access.rights.may(f"{'contacts' if kind == 'contact' else 'companies'}.import"):
                raise CommandError(f"{options['email']} may not import here.")
            entry, plan = arrive(access, kind, options["file"].name, chunks(options["file"]))
            decide(plan, entry, access, options)
            entry.plan, entry.state = (
                plan.plain(),
                Import.State.CHECKING if options["dry_run"] else Import.State.RUNNING,
            )
            entry.save(update_fields=["plan", "state"])
            if not options["json"]:
                for head, target in zip(plan.heads, plan.targets, strict=True):
                    self.stdout.write(f"  {head:32} {target or '(left out)'}")
            return int(entry.pk)

    def _tell(self, doors: Doors, pk: int, options: dict[str, Any], seconds: float) -> None:
        with doors.open():
            entry = Import.objects.get(pk=pk)
            report = entry.report
            told = {
                "id": pk,
                "state": entry.state,
                "seconds": round(seconds, 2),
                "said": report.get("said", ""),
                "wrong": report.get("wrong", []),
            }
            counts = report["forecast"] if options["dry_run"] and "forecast" in report else {
                "lines": entry.done, "created": entry.created, "updated": entry.updated, "skipped": entry.skipped, "failed": entry.failed,
            }  # fmt: skip
            told |= counts
            if options["bad"] and report.get("bad"):
                plan = Plan.read(entry.plan)
                options["bad"].write_bytes(b"".join(files.encoded(files.bad_lines(entry), plan.shape)))
        if options["json"]:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self._say(told, options)
        if told["state"] == Import.State.FAILED:
            raise CommandError(told["said"] or "It did not work.")

    def _say(self, told: dict[str, Any], options: dict[str, Any]) -> None:
        for line, head, value, problem in told["wrong"][:20]:
            self.stdout.write(f"  line {line}, {head or '-'}: {problem} {value}")
        what = "would be" if options["dry_run"] else "were"
        self.stdout.write(
            f"{told['lines']:,} lines: {told['created']:,} {what} made, {told['updated']:,} changed, {told['skipped']:,} here already,"
            f" {told['failed']:,} to mend. {told['seconds']} s. Import {told['id']}."
        )

    def _undo(self, doors: Doors, options: dict[str, Any]) -> None:
        with doors.open() as access:
            entry = Import.objects.filter(pk=options["undo"]).first()
            if entry is None:
                raise CommandError("There is no such import.")
            done = undo_import(entry, access)
        self.stdout.write(
            json.dumps({"records": done.records, "left": done.left})
            if options["json"]
            else f"{done.records:,} records went back."
        )


def member_of(instance_id: int, email: str) -> int:
    """The user of a member's address. Raises CommandError."""
    with opened(Access("import_records", "command", instance_id), levels=""):
        member = Membership.objects.filter(email__iexact=email, left_at=None).first()
        if member is None:
            raise CommandError(f"{email} is no member of this instance.")
        return int(member.user_id)


def decide(plan: Plan, entry: Import, access: Access, options: dict[str, Any]) -> None:
    """Put what the options say into the plan. Raises CommandError for what cannot be."""
    known = dict(targets_of(entry.kind, fields_of(entry.kind, access)))
    if options["new_fields"] and entry.kind in NOUNS:
        kinds = types_of(entry, plan)
        plan.targets = [target or f"{NEW}{kind}" for target, kind in zip(plan.targets, kinds, strict=True)]
    for wish in options["map"]:
        head, equals, target = wish.rpartition("=")
        if not equals or head not in plan.heads:
            raise CommandError(f"The file has no column “{head or wish}”. It has: {', '.join(plan.heads)}.")
        if target and target not in known and not target.startswith(NEW):
            raise CommandError(f"There is no field “{target}”. There are: {', '.join(known)}.")
        plan.targets[plan.heads.index(head)] = target
    plan.duplicates, plan.whole = options["duplicates"], options["all_or_nothing"]
    plan.new_values, plan.new_companies = options["new_values"], not options["no_new_companies"]
    plan.day_first = options["day_first"]
    if options["reason"]:
        template = LegalTitleTemplate.objects.filter(name=options["reason"], retired_at=None).first()
        if template is None:
            raise CommandError(f"There is no reason “{options['reason']}”.")
        plan.reason = template.pk


def chunks(path: Path) -> Iterator[bytes]:
    """A file in runs of bytes."""
    with path.open("rb") as file:
        while run := file.read(RUN):
            yield run
