"""Which engine works on a file: records of a noun, or the addresses of companies."""

from __future__ import annotations

from kept.audit.access import Access
from kept.crm.imports.addresses import ADDRESS, AddressEngine
from kept.crm.imports.engine import Engine
from kept.crm.imports.models import Import
from kept.crm.imports.plan import Plan
from kept.crm.nouns.noun import NOUNS
from kept.crm.records.history import Operation
from kept.tenancy.models import Instance

AnyEngine = Engine | AddressEngine


def engine_of(entry: Import, plan: Plan, access: Access, operation: Operation | None = None) -> AnyEngine:
    """The engine for what the file holds; without an operation it only looks ahead."""
    if entry.kind == ADDRESS:
        return AddressEngine(plan, access, operation=operation)
    slug = Instance.objects.values_list("slug", flat=True).get(pk=access.instance_id)
    return Engine(NOUNS[entry.kind], plan, access, slug, operation=operation)
