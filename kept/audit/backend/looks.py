"""Reading a query's select list: which personal records will come out, and in which column their keys stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.models import Count, Exists, Subquery
from django.db.models.aggregates import Aggregate
from django.db.models.expressions import Col

from kept.audit.access import Unrecordable
from kept.policy.holdings import holding_of


@dataclass(slots=True)
class Look:
    """Records of one kind that a query reads: the alias of their table, the groups of fields, the key's column."""

    model: Any
    kind: str
    groups: set[str] = field(default_factory=set)
    index: int | None = None


@cache
def personal_columns(model: Any) -> dict[str, str]:
    """Attribute name to category, for the fields of a model that tell something of a person."""
    holds = holding_of(model)
    if holds is None:
        return {}
    return {model._meta.get_field(name).attname: group for name, group in holds.personal.items()}


def is_personal(model: Any) -> bool:
    """Whether a model holds anything of a person."""
    return bool(model is not None and personal_columns(model))


def looks_of(select: list[Any]) -> dict[str, Look]:
    """The looks in a select list, by table alias. Raises Unrecordable for shapes that hide whose data it is."""
    looks: dict[str, Look] = {}
    for expression, _sql, _alias in select:
        for column, aggregated in _columns(expression):
            model = column.target.model
            group = personal_columns(model).get(column.target.attname)
            if group is None:
                continue
            if aggregated:
                raise Unrecordable(f"{model._meta.label}.{column.target.name} in an aggregate tells not whose it is")
            look = looks.setdefault(column.alias, Look(model, model._meta.label_lower))
            look.groups.add(group)
    for index, (expression, _sql, _alias) in enumerate(select):
        if isinstance(expression, Col) and expression.target.primary_key and expression.alias in looks:
            look = looks[expression.alias]
            if look.index is None and expression.target.model is look.model:
                look.index = index
    return looks


def _columns(expression: Any, aggregated: bool = False) -> Iterator[tuple[Col, bool]]:
    if isinstance(expression, Col):
        yield expression, aggregated
        return
    if isinstance(expression, Count | Exists):  # how many, or whether any: not who
        return
    if isinstance(expression, Subquery):
        _refuse_personal_subquery(expression)
        return
    if isinstance(expression, Aggregate):
        aggregated = True
    for source in getattr(expression, "get_source_expressions", list)():
        if source is not None:
            yield from _columns(source, aggregated)


def _refuse_personal_subquery(expression: Subquery) -> None:
    query = expression.query
    for source in [*query.select, *query.annotation_select.values()]:
        for column, _ in _columns(source):
            if column.target.attname in personal_columns(column.target.model):
                raise Unrecordable(f"{column.target.model._meta.label}: join it, a subquery hides whose data it is")
