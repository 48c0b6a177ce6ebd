"""The types that new fields would have, by everything that stands in their columns."""

from __future__ import annotations

from itertools import islice

from kept.crm.imports import files
from kept.crm.imports.mapping import type_of
from kept.crm.imports.models import Import
from kept.crm.imports.plan import Plan

MOST = 20_000  # lines that are looked at


def types_of(entry: Import, plan: Plan) -> list[str]:
    """A type for each column of the file: one cell that does not fit makes a field of days one of text."""
    columns: list[dict[str, None]] = [{} for _head in plan.heads]
    for _number, cells in islice(files.lines(entry, plan.shape), 1, MOST):
        for column, cell in zip(columns, cells, strict=False):
            column[cell] = None
    return [type_of(list(column)) for column in columns]
