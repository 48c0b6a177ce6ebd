"""Live figures of the fences, read from the database's own catalogue."""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext as _

from kept.policy.keeps import Figure, evidence
from kept.tenancy.fence import fenced_models, guarded
from kept.web.figures import share, yes_or_no

SECURE = "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity AND relkind = 'r'"
RESTRICTED = "SELECT tablename FROM pg_policies WHERE permissive = 'RESTRICTIVE' AND cmd = 'ALL'"
STRONG = "SELECT count(*) FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)"


def _names(sql: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {str(row[0]) for row in cursor.fetchall()}


@evidence("L5")
def instances_fenced() -> Figure:
    """How many of the tables with instance data the database itself fences."""
    wanted = {model._meta.db_table for model in fenced_models()}
    there = wanted & _names(SECURE)
    return Figure(
        _("Tables of customers’ data fenced by the database"), share(len(there), len(wanted)), there == wanted
    )


@evidence("L5")
def no_way_around() -> Figure:
    """Whether the role that serves pages could step over the fences."""
    strong = _names(STRONG) != {"0"}
    return Figure(_("The serving role can bypass the fences"), yes_or_no(bool(strong)), not strong)


@evidence("D3")
def levels_enforced() -> Figure:
    """How many of the tables with security levels the database itself guards."""
    wanted = {model._meta.db_table for model in fenced_models() if guarded(model)}
    there = wanted & _names(RESTRICTED)
    title = _("Tables whose security levels the database enforces")
    return Figure(title, share(len(there), len(wanted)), there == wanted)
