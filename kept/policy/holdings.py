"""What a model says of itself: whose data it holds, for which purpose, and what each field is.

    class Contact(InstanceModel):
        holds = InstanceData(person="self", identification=("first_name", "last_name"), rest=("version",))

Every field of every model is named once. A field left unsaid, or said twice, stops the build (`policy.checks`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


class NoPersonalData:
    """The model holds nothing of a person; `because` says why that is true."""

    person: str | None = None
    personal: dict[str, str] = {}
    purposes: tuple[str, ...] = ()
    happened: dict[str, str | tuple[str, ...]] = {}

    def __init__(self, *, because: str) -> None:
        self.because = because


class _Personal:
    """Fields by category, and the way from a row to the person it speaks of."""

    def __init__(
        self, *, person: str, rest: Iterable[str] = (), keys: str = "bigint", **categories: Iterable[str]
    ) -> None:
        """`person` is "self" or a path of relations ("contact", "task__contact"); `rest` names the fields
        that tell nothing of a person. The other arguments are categories with their fields."""
        self.person = person
        self.rest = tuple(rest)
        self.keys = keys
        self.categories = {name: tuple(fields) for name, fields in categories.items()}
        self.personal = {field: name for name, fields in self.categories.items() for field in fields}

    def said(self) -> list[str]:
        """All field names mentioned, with repetitions: the check wants each exactly once."""
        return [*self.rest, *(field for fields in self.categories.values() for field in fields)]


class ServiceData(_Personal):
    """Data of people of whom the operator is the controller: users, readers, correspondents."""

    def __init__(
        self,
        *,
        purposes: Iterable[str],
        person: str,
        rest: Iterable[str] = (),
        keys: str = "bigint",
        happened: Mapping[str, str | tuple[str, ...]] | None = None,
        no_clock: str = "",
        remains: str = "",
        **categories: Iterable[str],
    ) -> None:
        """`purposes` are promise ids of the register ("L1"); each category must be one they allow.

        `happened` says where the clock of retention is read: by the code of an event of the register
        ("last_mail"), the path from a row to the moment when it happened ("last_mail_at"), null when it has not.
        Several paths: the first of them that happens counts. `no_clock` says why a row needs none, `remains` why the
        row stays when its term is over: its personal fields are emptied then, and `forgotten_at` says when."""
        super().__init__(person=person, rest=rest, keys=keys, **categories)
        self.purposes = tuple(purposes)
        self.happened = dict(happened or {})
        self.no_clock = no_clock
        self.remains = remains


class InstanceData(_Personal):
    """Data that a customer entered in its instance: the customer's property (L5)."""

    purposes = ("L5",)
    happened: dict[str, str | tuple[str, ...]] = {}


Holding = NoPersonalData | ServiceData | InstanceData


def holding_of(model: Any) -> Holding | None:
    """What a model says, or None when it is silent. Models of others are declared in `policy.others`."""
    holds = model.__dict__.get("holds") or getattr(model, "holds", None)
    if holds is None:
        from kept.policy import others

        holds = others.HOLDINGS.get(model._meta.label_lower)
    return holds


def personal_fields(model: Any) -> frozenset[str]:
    """The attribute names of a model's fields that tell something of a person."""
    holds = holding_of(model)
    if holds is None:
        return frozenset()
    return frozenset(model._meta.get_field(name).attname for name in holds.personal)
