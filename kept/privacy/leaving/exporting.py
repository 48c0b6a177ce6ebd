"""The whole instance into one archive: every row, every file, the log, as of one moment."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db.models import Max

from kept.audit.access import Access
from kept.audit.models import Entry
from kept.consent.models import InstanceChoice, InstanceSuppression
from kept.identity.models import Membership
from kept.outside import files, held
from kept.policy import clock
from kept.policy.keeps import keeps
from kept.privacy.leaving import earlier, own, reading, returning, sheets, written
from kept.privacy.leaving.addresses import Known
from kept.privacy.leaving.models import Awaited
from kept.privacy.leaving.packing import FORMAT, VERSION, Packing
from kept.privacy.leaving.progress import Progress
from kept.privacy.leaving.schema import schema
from kept.privacy.leaving.travelling import KINDS, Row, Travel, Way, kinds
from kept.tenancy.models import Instance


@dataclass(slots=True)
class Leaving:
    """What an export knows while it runs."""

    access: Access
    instance_id: int
    known: Known
    log_position: int
    members: dict[int, int] = field(default_factory=dict)  # user: member
    left_out: dict[str, str] = field(default_factory=dict)  # the name of a file's member: why it stays behind
    awaited: dict[int, Any] = field(default_factory=dict)  # member: when they had left where they lived before

    def member_of(self, user: int | None) -> int | None:
        """The member that a user is."""
        return self.members.get(user) if user is not None else None

    def as_told(self, batch: list[Row]) -> None:
        """Members who are awaited are told as they were."""
        for row in batch:
            if row["id"] in self.awaited:
                row["left_at"] = self.awaited[row["id"]]


@keeps("R5", "L5")
def export(access: Access, file: Any, password: str, progress: Progress) -> dict[str, Any]:
    """Write the open instance into `file`. Returns the manifest. Raises Stopped, OSError from the disk."""
    context = begun(access)
    instance = Instance.objects.get(pk=access.instance_id)
    with Packing(file, password) as packing:
        _pack(packing, instance, context, progress)
        manifest = _manifest(instance, context)
        packing.close(manifest)
    access.wrote(Entry.EXPORTED, "tenancy.instance", [instance.pk])
    return {**manifest, "members": packing.members}


def _pack(packing: Packing, instance: Instance, context: Leaving, progress: Progress) -> None:
    """All members but the manifest: what the instance says of itself, rows, files, and pages that tell what is there."""
    chosen = [*kinds(Way.TRAVELS), *kinds(Way.TOLD)]
    progress.total = sum(_count(one) for one in chosen)
    packing.put(own.MEMBER, own.told(instance))
    for one in chosen:
        _kind(packing, one, context, progress)
    for one in chosen:
        if one.files:
            _files(packing, one, context, progress)
    earlier.pass_on(packing)
    for name, content in written.pages(instance, packing.members, context.left_out):
        packing.put(name, content)


def begun(access: Access) -> Leaving:
    """What is known at the beginning: who is who, whose choices there are, how far the log has come."""
    wanted: set[str] = set()
    for model in (InstanceChoice, InstanceSuppression):
        wanted |= {who for _pk, who in model.objects.values_list("pk", "who") if ":" not in who}
    context = Leaving(
        access, access.instance_id, Known(access.instance_id, wanted),
        Entry.objects.filter(instance_id=access.instance_id).aggregate(last=Max("id"))["last"] or 0,
    )  # fmt: skip
    for pk, user in Membership.objects.values_list("pk", "user_id"):
        context.members[user] = pk
    for one in Awaited.objects.all():
        context.members.setdefault(one.stand_in_id, one.membership_id)
        if one.claimed_at is None:
            context.awaited[one.membership_id] = one.left_at
    return context


def _count(one: Travel) -> int:
    return int(one.model.objects.filter(instance_id=_here()).count())


def _here() -> int:
    from kept.tenancy.models import current_instance_id

    return current_instance_id()


def _kind(packing: Packing, one: Travel, context: Leaving, progress: Progress) -> None:
    """The rows as lines of JSON, their schema beside, and for people a table."""
    with packing.member(f"{one.name}.jsonl") as member:
        member.rows = 0
        for batch in reading.rows(one.label, context):
            member.write(b"".join(map(reading.line, batch)))
            member.rows += len(batch)
            progress.add(len(batch))
    packing.put(f"{one.name}.schema.json", json.dumps(schema(one.label), ensure_ascii=False, indent=1).encode())
    if one.sheet:
        with packing.member(f"tables/{one.model._meta.model_name}.csv") as member:
            for run in sheets.table(one.label, reading.rows(one.label, context, table=True)):
                member.write(run)


def _files(packing: Packing, one: Travel, context: Leaving, progress: Progress) -> None:
    """The files themselves, unsealed. Their names stand in an index: those in a zip can be read without its password.

    One that the scanner has not passed stays behind, and the manifest says so: the rest need not wait for it."""
    said: Any = one.files
    for row in file_rows(one):
        name, why = member_of(one, row), held.because(row[said.key])
        if why:
            context.left_out[name] = why
        elif files.exists(context.instance_id, row[said.key]):
            packing.run(name, files.read(context.instance_id, row[said.key]))
        progress.add(0)
    with packing.member("files/index.csv") as member:
        for run in sheets.index(_going(one, context), one, member_of):
            member.write(run)
    with packing.member("files/index.html") as member:
        for run in written.index(_going(one, context), one, member_of):
            member.write(run)


def _going(one: Travel, context: Leaving) -> Iterator[dict[str, Any]]:
    return (row for row in file_rows(one) if member_of(one, row) not in context.left_out)


def file_rows(one: Travel) -> Iterator[dict[str, Any]]:
    """The rows with bytes, a few columns of each."""
    said = one.files
    if said is None:
        return
    names = ("id", said.key, said.name, said.size, said.digest, said.media)
    found = one.model.objects.filter(**{f"{said.size}__gt": 0}).order_by("pk").values(*names)
    yield from found.iterator(chunk_size=1000)


def member_of(one: Travel, row: dict[str, Any]) -> str:
    """The name of a file's member: the number of its row, and its ending."""
    said: Any = one.files
    ending = Path(str(row[said.name])).suffix.lower()[:10]
    ending = ending if ending[1:].isascii() and ending[1:].isalnum() else ""
    return f"files/{row['id']}{ending}"


def _manifest(instance: Instance, context: Leaving) -> dict[str, Any]:
    from kept.policy.controller import in_force
    from kept.policy.written import digest

    return {
        "format": FORMAT,
        "version": VERSION,
        "kept": written.version(),
        "register": digest(in_force()),
        "origin": returning.origin(),
        "made_at": clock.now().isoformat(timespec="seconds"),
        "instance": {"number": instance.pk, "name": instance.name, "slug": instance.slug},
        "log_position": context.log_position,
        "files_left_out": context.left_out,
        "stays": {one.label: one.because for one in kinds(Way.STAYS)},
        "left": {one.label: dict(one.left) for one in KINDS.values() if one.left},
    }
