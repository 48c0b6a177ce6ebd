"""Beginning an import, and taking it from step to step."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kept.audit.access import Access
from kept.crm.imports import files, jobs
from kept.crm.imports.addresses import ADDRESS, ADDRESSES, address_fields
from kept.crm.imports.mapping import propose, remember
from kept.crm.imports.models import Import
from kept.crm.imports.plan import Plan
from kept.crm.imports.reading import Shape
from kept.crm.imports.targets import IDS, choices, fields_for
from kept.crm.imports.unreadable import Unreadable
from kept.crm.nouns.fields import Field
from kept.crm.nouns.noun import NOUNS, Noun
from kept.crm.nouns.vocabulary import Vocabulary
from kept.tenancy.models import Instance


def noun_of(kind: str) -> Noun:
    """What a file of this kind holds."""
    return ADDRESSES if kind == ADDRESS else NOUNS[kind]


def fields_of(kind: str, access: Access, words: Vocabulary | None = None) -> dict[str, Field]:
    """The fields that this person may fill."""
    if kind == ADDRESS:
        return address_fields()
    return fields_for(NOUNS[kind], access, words or Vocabulary(me=access.member_id))


def targets_of(kind: str, fields: dict[str, Field]) -> list[tuple[str, str]]:
    """(target, label) of everything a column may become."""
    if kind == ADDRESS:
        return [(name, str(one.label)) for name, one in fields.items()] + [("+external", str(IDS["+external"]))]
    return choices(NOUNS[kind], fields)


def begin(access: Access, kind: str, name: str, chunks: Iterable[bytes]) -> Import:
    """Take a file in. Raises Unreadable, and then nothing is kept of it."""
    language = Instance.objects.values_list("language", flat=True).get(pk=access.instance_id)
    key, shape = files.keep(access.instance_id, chunks, language=language)
    entry: Import = Import.fresh(
        kind=kind, file_name=name[:250], file_key=key, by_id=access.member_id, plan=Plan(shape=shape).plain()
    )
    entry.save()
    return entry


def arrive(access: Access, kind: str, name: str, chunks: Iterable[bytes]) -> tuple[Import, Plan]:
    """Take a file in and propose a plan for it. Raises Unreadable, and then nothing is kept of it."""
    entry = begin(access, kind, name, chunks)
    try:
        plan = propose_plan(entry, access)
    except Unreadable:
        files.forget(entry)
        entry.delete()
        raise
    entry.plan = plan.plain()
    entry.save(update_fields=["plan"])
    return entry, plan


def propose_plan(entry: Import, access: Access, shape: Shape | None = None) -> Plan:
    """A plan for the file, with a target proposed for each column. Raises Unreadable."""
    plan = Plan.read(entry.plan)
    plan.shape = shape or plan.shape
    plan.mended = {}  # read in another way, its lines and cells are others
    plan.heads, sample = files.heads_and_sample(entry, plan.shape)
    plan.targets = propose(noun_of(entry.kind), plan.heads, sample, fields_of(entry.kind, access))
    return plan


def _decide(entry: Import, plan: Plan, state: str) -> None:
    entry.plan, entry.state, entry.stop_asked = plan.plain(), state, False
    entry.save(update_fields=["plan", "state", "stop_asked"])


def check_later(entry: Import, plan: Plan, access: Access) -> None:
    """Keep what was decided, and have the whole file looked at."""
    remember(noun_of(entry.kind), plan.heads, plan.targets)
    _decide(entry, plan, Import.State.CHECKING)
    jobs.check.later(access, import_id=entry.pk)


def run_later(entry: Import, access: Access) -> None:
    """Have the file written into the instance."""
    _decide(entry, Plan.read(entry.plan), Import.State.RUNNING)
    jobs.run.later(access, import_id=entry.pk)


def check_now(entry: Import, plan: Plan, access: Access) -> dict[str, Any]:
    """The same here and now. Returns the forecast."""
    remember(noun_of(entry.kind), plan.heads, plan.targets)
    _decide(entry, plan, Import.State.CHECKING)
    jobs.check.now(access, import_id=entry.pk)
    entry.refresh_from_db()
    return dict(entry.report)


def run_now(entry: Import, access: Access) -> None:
    """The same here and now."""
    _decide(entry, Plan.read(entry.plan), Import.State.RUNNING)
    jobs.run.now(access, import_id=entry.pk)
    entry.refresh_from_db()
