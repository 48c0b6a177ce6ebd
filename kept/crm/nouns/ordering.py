"""Orders: what a list is sorted by, what comes after a row, and the first ids in an order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.crm.nouns import walking
from kept.crm.nouns.asking import NAMES, Asked
from kept.crm.nouns.fields import Field, Invalid
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.own_values import Member, Picklist


def order_path(fields: Mapping[str, Field], asked: Asked) -> tuple[str, bool]:
    """The ORM path to sort by, and whether it may be null."""
    if asked.order in NAMES:
        return "sort_key", False
    one = fields.get(asked.order)
    if one is None or not one.sortable:
        raise Invalid(_("This list cannot be sorted by “%(name)s”.") % {"name": asked.order})
    if isinstance(one, Picklist):
        return f"{one.column.removesuffix('_id')}__label", True
    if isinstance(one, Member):
        return f"{one.column.removesuffix('_id')}__full_name", True
    if shown := getattr(one, "shown", ""):  # another noun's name sorts as it does in that noun's own list
        return f"{shown.rpartition('__')[0]}__sort_key", True
    return one.column, one.name != "created_at"


def blank(fields: Mapping[str, Field], asked: Asked) -> Field | None:
    """The field that is sorted by, when it is a text of its own, which is "" and not null when it is missing."""
    one = fields.get(asked.order)
    return one if asked.order not in NAMES and one is not None and one.kind in walking.TEXTS else None


def sortable(noun: Noun, queryset: Any, path: str, text: Field | None) -> tuple[Any, str]:
    """The queryset with what it is sorted by, and its path: texts that are missing count as null, so they come last."""
    queryset = noun.joined(queryset, [path])
    if text is None:
        return queryset, path
    return queryset.annotate(in_order=walking.blank_last(path, text)), "in_order"


def ordered(queryset: Any, path: str, null: bool, asked: Asked) -> Any:
    if asked.descending:
        first = F(path).desc(nulls_last=True) if null else F(path).desc()
        return queryset.order_by(first, "-pk")
    return queryset.order_by(F(path).asc(nulls_last=True) if null else F(path).asc(), "pk")


def after(fields: Mapping[str, Field], asked: Asked) -> int:
    """The id of the row before the page, 0 for the first page. An address holds no more of a person than that."""
    if not asked.after:
        return 0
    if not (asked.after.isascii() and asked.after.isdigit() and len(asked.after) < 19):
        raise Invalid(_("This page of the list is no longer there."))
    return int(asked.after)


def beyond(noun: Noun, access: Access, fields: Mapping[str, Field], asked: Asked) -> Q:
    """The rows after the last one seen, found by key, so that page 2,000 costs what page 1 does."""
    path, null = order_path(fields, asked)
    pk = after(fields, asked)
    seen = noun.model.objects.visible_to(access).filter(pk=pk)
    seen, path = sortable(noun, seen, path, blank(fields, asked))
    last = seen.values_list(path).first()
    if last is None:
        raise Invalid(_("This page of the list is no longer there."))
    way = "lt" if asked.descending else "gt"
    if last[0] is None:
        return Q(**{f"{path}__isnull": True, f"pk__{way}": pk})
    further = Q(**{f"{path}__{way}": last[0]}) | Q(**{path: last[0], f"pk__{way}": pk})
    further = Q(**{f"{path}__{way}e": last[0]}) & further
    return further | Q(**{f"{path}__isnull": True}) if null else further


def first(noun: Noun, access: Access, fields: Mapping[str, Field], asked: Asked, queryset: Any, most: int) -> list[int]:
    """The ids that the page begins with, in order: nothing else is fetched of rows that are only sorted."""
    after(fields, asked)
    walked = walking.walk(noun, access, fields, asked, queryset, most)
    if walked is not None:
        return walked
    path, null = order_path(fields, asked)
    queryset, path = sortable(noun, queryset, path, blank(fields, asked))
    if asked.after:
        queryset = queryset.filter(beyond(noun, access, fields, asked))
    return list(ordered(queryset, path, null, asked).values_list("pk", flat=True)[:most])
