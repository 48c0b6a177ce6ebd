"""Custom fields as fields: the twelve types of the contract, each read and shown by the kind it is like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Q

from kept.crm.fields.models import CustomField, DataType
from kept.crm.nouns.fields import Choice, Field, Invalid, LongText, Text
from kept.crm.nouns.kept_file import KeptFile
from kept.crm.nouns.kinds import Flag, Link, Number
from kept.crm.nouns.times import Clock, Date, Moment

if TYPE_CHECKING:
    from kept.crm.nouns.vocabulary import Vocabulary


@dataclass(frozen=True, kw_only=True)
class Custom(Field):
    """A field of the instance's own. Its value lies in the record's `custom`, under `key`; `like` does the work."""

    key: str
    like: Field
    kind: ClassVar[str] = "custom"

    @property
    def column(self) -> str:
        """The whole of `custom` is fetched; `pick` takes this field's value out of it."""
        return "custom"

    def pick(self, custom: dict[str, Any] | None) -> Any:
        """This field's value among all custom values."""
        return (custom or {}).get(self.key)

    def clean(self, raw: Any, words: Vocabulary) -> Any:
        value = self.like.clean(raw, words)
        return None if value == "" else self.plain(value)

    def plain(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return int(value) if value == value.to_integral_value() else float(value)
        return value if isinstance(value, int | float) else self.like.plain(value)  # plain already

    def show(self, value: Any, words: Vocabulary) -> str:
        return self.like.show(value, words)

    def text(self, value: Any, words: Vocabulary) -> str:
        return self.like.text(value, words)

    def out(self, value: Any, words: Vocabulary) -> Any:
        return self.like.out(value, words)

    def prime(self, values: Sequence[Any], words: Vocabulary) -> None:
        """Load what the values of many rows need."""
        if prime := getattr(self.like, "prime", None):
            prime(values, words)

    def condition(self, operator: str, raw: str, words: Vocabulary) -> Q:
        path = f"custom__{self.key}"
        if operator in ("empty", "filled"):
            missing = ~Q(custom__has_key=self.key)
            return missing if operator == "empty" else ~missing
        if operator in ("has", "starts"):
            return Q(**{f"{path}__{'icontains' if operator == 'has' else 'istartswith'}": raw})
        if operator in ("is", "not", "in"):
            found = Q()
            for one in raw.split("|"):
                found |= Q(**{path: self.clean(one, words)})
            return ~found if operator == "not" else found
        if operator == "between":
            low, _sep, high = raw.partition("|")
            found = Q(**{f"{path}__gte": self.bound(low, words)}) if low else Q()
            return found & Q(**{f"{path}__lte": self.bound(high, words)}) if high else found
        lookup = {"lt": "lt", "le": "lte", "gt": "gt", "ge": "gte"}.get(operator)
        if lookup is None:
            raise Invalid("")
        return Q(**{f"{path}__{lookup}": self.bound(raw, words)})


LIKE: dict[str, type[Field]] = {
    DataType.STRING: Text,
    DataType.TEXT: LongText,
    DataType.HYPERLINK: Link,
    DataType.DATE: Date,
    DataType.DATETIME: Moment,
    DataType.TIME: Clock,
    DataType.BIG_DECIMAL: Number,
    DataType.MONETARY: Number,
    DataType.PERCENT: Number,
    DataType.BOOLEAN: Flag,
    DataType.FILE: KeptFile,
}


def custom_field(definition: CustomField) -> Custom:
    """A definition as a field of its noun."""
    like: Field
    if definition.data_type == DataType.ENUMERATION:
        like = Choice(name="value", label=definition.label, choices=[(one, one) for one in definition.options])
    elif definition.data_type in (DataType.MONETARY, DataType.PERCENT):
        unit = "%" if definition.data_type == DataType.PERCENT else definition.currency
        like = Number(name="value", label=definition.label, unit=unit)
    else:
        like = LIKE[definition.data_type](name="value", label=definition.label)
    return _Kinds.of(definition, like)


class _Kinds:
    """Custom fields answer for the kind and the operators of what they are like."""

    made: ClassVar[dict[type[Field], type[Custom]]] = {}

    @classmethod
    def of(cls, definition: CustomField, like: Field) -> Custom:
        kind = type(like)
        if kind not in cls.made:
            cls.made[kind] = type(f"Custom{kind.__name__}", (Custom,), {"kind": like.kind, "operators": like.operators})
        return cls.made[kind](
            name=f"custom.{definition.name}",
            label=definition.label,
            wire=f"customFields.{definition.name}",
            group=definition.group or "custom",
            key=definition.name,
            like=like,
            sortable=False,
            editable=definition.data_type != DataType.FILE,
            help=definition.hint,
            default=None,
        )
