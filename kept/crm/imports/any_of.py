"""`__any`: a column is one of many values, given as one array. Thousands of keys cost one parameter, not thousands."""

from __future__ import annotations

from typing import Any

from django.db.models import Field, IntegerField, Lookup

from kept.crm.imports.literals import literal


@Field.register_lookup
class AnyOf(Lookup):
    """`id = ANY ('{1,2,3}'::bigint[])`, found by the same index as an equal value."""

    lookup_name = "any"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, params = self.process_lhs(compiler, connection)
        values = list(self.rhs)
        whole = isinstance(getattr(self.lhs, "target", None), IntegerField) or all(
            isinstance(one, int) for one in values
        )
        kind = "bigint" if whole else "text"
        return f"{left} = ANY (%s::{kind}[])", (*params, literal(values))
