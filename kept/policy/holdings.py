"""What a model says of itself: whose data it holds, for which purpose, and what each field is.

    class Contact(InstanceModel):
        holds = InstanceData(person="self", identification=("first_name", "last_name"), rest=("version",))

Every field of every model is named once. A field left unsaid, or said twice, stops the build (`policy.checks`).

From a row to the person it speaks of there is a way, and the model says which: "self" (the row is the person), a path
of relations ("contact", "task__contact"), a field with an e-mail address ("email"), a plain column with the number of
a user ("user_id"), or "record" (the columns `kind` and `record_id` name it). Several ways are tried in their order:
the first one that is not empty tells whose row it is. A model without a way stops the build too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

ERASE, ANONYMISE = "erase", "anonymise"  # what becomes of a row when its person is erased


class NoPersonalData:
    """The model holds nothing of a person; `because` says why that is true."""

    person: str | None = None
    ways: tuple[str, ...] = ()
    end = ""
    store = ""
    natural = ""
    then: dict[str, Any] = {}
    personal: dict[str, str] = {}
    purposes: tuple[str, ...] = ()
    happened: dict[str, str | tuple[str, ...]] = {}

    def __init__(self, *, because: str) -> None:
        self.because = because


class _Personal:
    """Fields by category, and the way from a row to the person it speaks of."""

    usual_end = ANONYMISE

    def __init__(
        self,
        *,
        person: str | tuple[str, ...],
        rest: Iterable[str] = (),
        keys: str = "bigint",
        end: str = "",
        store: str = "",
        natural: str = "",
        then: Mapping[str, Any] | None = None,
        **categories: Iterable[str],
    ) -> None:
        """`person` is the way to the person, or several; `rest` names the fields that tell nothing of a person.

        `end`: whether the row goes with its person or stays without what it told of them. `store`: the name of the
        store that answers for these rows, when they are more than rows. `natural` names the column that says whether
        the row is a natural person at all. `then`: what else is set when the person is gone (a value, or what makes
        it). The other arguments are categories with their fields."""
        self.ways = (person,) if isinstance(person, str) else tuple(person)
        self.person = self.ways[0]
        self.end = end or self.usual_end
        self.store = store
        self.natural = natural
        self.then = dict(then or {})
        self.rest = tuple(rest)
        self.keys = keys
        self.categories = {name: tuple(fields) for name, fields in categories.items()}
        self.personal = {field: name for name, fields in self.categories.items() for field in fields}

    def said(self) -> list[str]:
        """All field names mentioned, with repetitions: the check wants each exactly once."""
        return [*self.rest, *(field for fields in self.categories.values() for field in fields)]


class ServiceData(_Personal):
    """Data of people of whom the operator is the controller: users, readers, correspondents."""

    usual_end = ERASE

    def __init__(
        self,
        *,
        purposes: Iterable[str],
        person: str | tuple[str, ...],
        rest: Iterable[str] = (),
        keys: str = "bigint",
        end: str = "",
        store: str = "",
        then: Mapping[str, Any] | None = None,
        happened: Mapping[str, str | tuple[str, ...]] | None = None,
        no_clock: str = "",
        remains: str = "",
        **categories: Iterable[str],
    ) -> None:
        """`purposes` are promise ids of the register ("L1"); each category must be one they allow.

        `happened` says where the clock of retention is read: by the code of an event of the register
        ("last_mail"), the path from a row to the moment when it happened ("last_mail_at"), null when it has not.
        Several paths: the first of them that happens counts. `no_clock` says why a row needs none, `remains` why the
        row stays when its term is over or its person is erased: its personal fields are emptied then, and
        `forgotten_at` says when."""
        end = end or (ANONYMISE if remains else "")
        super().__init__(person=person, rest=rest, keys=keys, end=end, store=store, natural="", then=then, **categories)
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
