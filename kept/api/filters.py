"""Filters that all records have and that are no fields: owner, state, legal titles, tags."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q

from kept.api import comparing
from kept.api.operations import Call
from kept.api.problems import absent, bad
from kept.api.resource import Filter
from kept.crm.nouns.times import Moment
from kept.crm.titles.models import LegalTitle, LegalTitleTemplate
from kept.policy import clock
from kept.tenancy.ids import id_of

ORDER = ("EQ", "NE", *comparing.ORDERED)
MOMENT = Moment(name="moment", label="", wire="moment")


def owner(call: Call, operator: str, value: str) -> Q:
    """By the person of the member; empty means nobody's."""
    if value in comparing.NULL:
        return Q(owner_id=None) if operator == "EQ" else ~Q(owner_id=None)
    members = []
    for part in value.split(","):
        member = call.words.member_of(id_of(part) or 0)
        if member is None:
            raise absent("Person", part.strip()[:40])
        members.append(member)
    found = Q(owner_id__in=members)
    return found if operator in ("EQ", "IN") else ~found & ~Q(owner_id=None)


def row_access(call: Call, operator: str, value: str) -> Q:
    """INVALID for records that were made invalid; the others have none."""
    if value not in ("INVALID", *comparing.NULL):
        raise bad(f"Invalid value [{value[:40]}] of filter column [rowInfo.rowAccess]")
    invalid = ~Q(invalid_at=None)
    if operator == "EQ_OR_NULL":
        return invalid | ~invalid
    asked = invalid if value == "INVALID" else ~invalid
    return asked if operator == "EQ" else ~asked


def last_modified(call: Call, operator: str, value: str) -> Q:
    """When a record was last changed, or made if it never was. Written so that both indexes of time help."""
    updated = comparing.condition("rowInfo.lastModifiedAt", _at("updated_at"), operator, value, call.words)
    created = comparing.condition("rowInfo.lastModifiedAt", _at("created_at"), operator, value, call.words)
    return updated | Q(updated_at=None) & created


def _at(column: str) -> Moment:
    return Moment(name=column, label="", wire="rowInfo.lastModifiedAt")


def with_title(column: str, wanted: bool) -> Any:
    """Records that have, or lack, a legal title in force, of one template or of any."""

    def test(call: Call, operator: str, value: str) -> Q:
        today = clock.today()
        titles = LegalTitle.objects.filter(**{column: OuterRef("pk")}, invalid_at=None, valid_from__lte=today)
        titles = titles.filter(Q(valid_till=None) | Q(valid_till__gte=today))
        if template := id_of(value):
            if not LegalTitleTemplate.objects.filter(pk=template).exists():
                raise absent("GdprTemplate", value.strip())
            titles = titles.filter(template_id=template)
        elif value.strip().lower() not in ("", "null", "true", "yes", "1", "all", "any"):
            raise bad(f"Invalid value [{value[:40]}] of a filter by legal title")
        return Q(Exists(titles)) if wanted else ~Q(Exists(titles))

    return test


def common(column: str) -> dict[str, Filter]:
    """What every record of the address book answers. `column` is the legal title's way back to it."""
    return {
        "owner": Filter(owner, ("EQ", "NE", "IN", "NOT_IN"), says="The person of the owner."),
        "owner-id": Filter(owner, ("EQ", "NE", "IN", "NOT_IN"), says="The person of the owner."),
        "rowInfo.rowAccess": Filter(row_access, ("EQ", "EQ_OR_NULL", "NE", "NE_OR_NULL"), "string"),
        "rowInfo.lastModifiedAt": Filter(last_modified, ("EQ", *comparing.ORDERED), "datetime"),
        "gdprTemplate": Filter(with_title(column, True), ("CUSTOM",), says="Records with this legal title in force."),
        "withoutGdpr": Filter(with_title(column, False), ("CUSTOM",), "string", "Records without one in force."),
    }
