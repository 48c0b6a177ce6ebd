"""Comparing: the contract's operators as conditions of a query, by the kind of the field."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import CharField, Lookup, Q, TextField

from kept.api.problems import absent, bad
from kept.crm.nouns.custom import Custom
from kept.crm.nouns.fields import Choice, Field, Invalid, Tags
from kept.crm.nouns.kinds import Flag, Number
from kept.crm.nouns.own_values import Picklist
from kept.crm.nouns.references import Reference
from kept.crm.nouns.times import Date, Moment
from kept.crm.nouns.vocabulary import Vocabulary
from kept.tenancy.ids import id_of

ORDERED = {"LT": "lt", "LE": "lte", "GT": "gt", "GE": "gte"}
OPERATORS = ("EQ", "EQ_OR_NULL", "NE", "NE_OR_NULL", *ORDERED, "LIKE", "LIKE_NOCASE", "IN", "NOT_IN")
NULL = ("", "null")


@CharField.register_lookup
@TextField.register_lookup
class Like(Lookup):
    """SQL's own LIKE, with % as the contract's wildcard."""

    lookup_name = "wire_like"
    operator = "LIKE"

    def get_db_prep_lookup(self, value: Any, connection: Any) -> Any:
        return "%s", [str(value).replace("\\", "\\\\").replace("_", "\\_")]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        left, params = self.process_lhs(compiler, connection)
        right, more = self.process_rhs(compiler, connection)
        return f"{left} {self.operator} {right}", (*params, *more)


@CharField.register_lookup
@TextField.register_lookup
class LikeNoCase(Like):
    """The same, whatever the case."""

    lookup_name = "wire_like_nocase"
    operator = "ILIKE"


def operators_of(one: Field) -> tuple[str, ...]:
    """The operators that a kind of field answers."""
    if isinstance(one, Tags):
        return ("EQ", "IN")
    if isinstance(one, Flag):
        return ("EQ", "NE")
    if isinstance(one, Picklist | Reference):
        return ("EQ", "EQ_OR_NULL", "NE", "NE_OR_NULL", "IN", "NOT_IN")
    if isinstance(one, Choice):
        return ("EQ", "EQ_OR_NULL", "NE", "NE_OR_NULL", "IN", "NOT_IN")
    if isinstance(one, Number | Date | Moment):
        return tuple(name for name in OPERATORS if not name.startswith("LIKE"))
    return OPERATORS


def condition(name: str, one: Field, operator: str, raw: str, words: Vocabulary) -> Q:
    """One field compared as the contract says. `name` is the column as the client wrote it, for messages."""
    if operator not in operators_of(one):
        raise bad(f"Unsupported operator [{operator}] for filter column [{name}]")
    raw = _bare(raw)
    if isinstance(one, Tags):
        return _tagged(name, one, raw, words)
    path = f"custom__{one.key}" if isinstance(one, Custom) else one.column
    empty = one.condition("empty", "", words) if not isinstance(one, Flag) else Q(**{path: False})
    if operator in ("LIKE", "LIKE_NOCASE"):
        return _like(one, path, operator, raw)
    if operator in ORDERED:
        return Q(**{f"{path}__{ORDERED[operator]}": _clean(name, one, raw, words, bound=True)})
    if operator in ("IN", "NOT_IN"):
        values = [_clean(name, one, _bare(part), words) for part in raw.split(",") if part.strip()]
        found = Q(**{f"{path}__in": values})
        return found if operator == "IN" else ~found
    if raw in NULL:
        return empty if operator.startswith("EQ") else ~empty
    found = Q(**{path: _clean(name, one, raw, words)})
    match operator:
        case "EQ":
            return found
        case "EQ_OR_NULL":
            return found | empty
        case "NE":
            return ~found if isinstance(one, Flag) else ~found & ~empty
    return ~found | empty


def _tagged(name: str, one: Field, raw: str, words: Vocabulary) -> Q:
    if raw in NULL:
        return Q(**{one.column: []})
    return Q(**{f"{one.column}__overlap": _clean(name, one, raw, words)})


def _like(one: Field, path: str, operator: str, raw: str) -> Q:
    if not isinstance(one, Custom):
        return Q(**{f"{path}__wire_{operator.lower()}": raw})
    pattern = "^" + ".*".join(re.escape(piece) for piece in raw.split("%")) + "$"
    return Q(**{f"{path}__{'regex' if operator == 'LIKE' else 'iregex'}": pattern})


def _bare(raw: str) -> str:
    """One example of the contract quotes its value."""
    return raw[1:-1] if len(raw) > 1 and raw[0] == raw[-1] == '"' else raw


def _clean(name: str, one: Field, raw: str, words: Vocabulary, *, bound: bool = False) -> Any:
    """The value to compare with. A reference to what is not there answers 404, any other nonsense 400."""
    try:
        return one.bound(raw, words) if bound else one.sought(raw, words)
    except Invalid as error:
        if isinstance(one, Picklist | Reference) and id_of(raw) is not None:
            raise absent(one.wire, raw) from None
        raise bad(f"Invalid value [{raw[:60]}] of filter column [{name}]", str(error)) from None
