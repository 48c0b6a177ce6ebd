"""Noun: a kind of record, declared once. Pages, forms, lists, files and the API read this declaration."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import BooleanField, ExpressionWrapper, FilteredRelation, Q
from django.utils.translation import gettext_lazy as _

from kept.audit.access import Access
from kept.crm.nouns.custom import custom_field
from kept.crm.nouns.fields import Field, Label, Tags
from kept.crm.nouns.kinds import Flag
from kept.crm.nouns.own_values import Member
from kept.crm.nouns.times import Moment

if TYPE_CHECKING:
    from kept.crm.nouns.vocabulary import Vocabulary


@dataclass(frozen=True)
class Part:
    """A row that belongs to a record and holds some of its facts: the primary position, the primary address."""

    name: str
    model: Any
    owner: str  # the reference back to the record
    related: str  # the reverse name, for joins
    mark: str = "primary"  # the flag that picks the row among its kind
    fixed: Mapping[str, Any] = field(default_factory=dict)  # what a new one also gets

    @property
    def needs(self) -> list[str]:
        """The attributes without which a row cannot stand: the company of a position."""
        own = self.model._meta.local_fields
        return [one.attname for one in own if one.is_relation and not one.null and one.name != "instance"]


@dataclass(frozen=True)
class Noun:
    """Everything the house needs to know of a kind of record."""

    key: str  # company: of operations, custom fields, picklists of views
    plural: str  # companies: of permissions and addresses
    model: Any
    label: Label
    label_plural: Label
    icon: str
    wire: str  # company, person: the path of the API
    entity: str  # Company, Person: the name of the API
    title: Callable[[Mapping[str, Any]], str]  # of a row of values
    title_fields: tuple[str, ...]
    fields: tuple[Field, ...]
    columns: tuple[str, ...]  # shown when nobody chose
    quick: tuple[str, ...]  # asked when a new one is made
    groups: tuple[tuple[str, Label], ...]  # sections of the record
    new: Label = ""  # "New contact": languages bend the words around a noun, so each says it whole
    parts: tuple[Part, ...] = ()
    duplicates_by: tuple[str, ...] = ()
    wire_extra: Any = None  # adds to the API what is no field: see kept.api

    def permission(self, act: str) -> str:
        """`contacts.edit`"""
        return f"{self.plural}.{act}"

    @property
    def label_lower(self) -> str:
        """The model's name in the log and in history."""
        return str(self.model._meta.label_lower)

    def part(self, name: str) -> Part:
        """A part by its name."""
        return next(part for part in self.parts if part.name == name)

    @cached_property
    def own_fields(self) -> Mapping[str, Field]:
        """Its fields by name, without those that instances made."""
        return {one.name: one for one in (*self.fields, *COMMON)}

    def all_fields(self, words: Vocabulary) -> dict[str, Field]:
        """All fields by name, the instance's own last."""
        found = dict(self.own_fields)
        for definition in words.custom_fields(self.key):
            one = custom_field(definition)
            found[one.name] = one
        return found

    def fields_for(self, access: Access, words: Vocabulary) -> dict[str, Field]:
        """The fields this person may see. A forbidden field is in no list, filter, sort, export or answer."""
        return self.seen_of(self.all_fields(words), access)

    def seen_of(self, fields: Mapping[str, Field], access: Access) -> dict[str, Field]:
        """Those of some fields that this person may see."""
        if access.rights.may(self.permission("private")):
            return dict(fields)
        return {name: one for name, one in fields.items() if one.needs != "private"}

    def joined(self, queryset: Any, columns: Iterable[str]) -> Any:
        """The queryset with the joins that the columns ask for."""
        wanted = set(columns)
        for part in self.parts:
            if any(column.startswith(f"{part.name}__") for column in wanted):
                condition = Q(**{f"{part.related}__{part.mark}": True})
                queryset = queryset.annotate(**{part.name: FilteredRelation(part.related, condition=condition)})
        return queryset

    def said_of(self, one: Field, test: Q) -> Q:
        """A condition on a fact, asked of the row that `joined` joins. Denied, Django would ask for all records with
        such a part anew, and the database, which cannot guess how many row security lets through, compare each with each."""
        return Q(ExpressionWrapper(test, BooleanField())) if one.part and _denies(test) else test


def _denies(test: Any) -> bool:
    return isinstance(test, Q) and (test.negated or any(map(_denies, test.children)))


COMMON: tuple[Field, ...] = (
    Member(name="owner", label=_("Owner"), wire="owner", group="main"),
    Tags(name="tags", label=_("Tags"), wire="tags", group="main", width=9),
    Moment(name="created_at", label=_("Created"), wire="rowInfo.createdAt", editable=False, group="state", width=7),
    Member(name="created_by", label=_("Created by"), editable=False, group="state", width=5),
    Moment(name="updated_at", label=_("Changed"), wire="rowInfo.updatedAt", editable=False, group="state", width=7),
    Member(name="updated_by", label=_("Changed by"), editable=False, group="state", width=5),
    Flag(name="locked", label=_("Locked"), source="locked_at", editable=False, group="state", filterable=False),
    Flag(name="invalid", label=_("Invalid"), source="invalid_at", editable=False, group="state", filterable=False),
)

NOUNS: dict[str, Noun] = {}


def declare(noun: Noun) -> Noun:
    """Put a noun on the list that pages, API, import and demo walk."""
    NOUNS[noun.key] = described(noun)
    return NOUNS[noun.key]


def described(noun: Noun) -> Noun:
    """A noun whose fields are as long as their columns, on no list: its pages are its own."""
    return replace(noun, fields=tuple(fitted(noun, one) for one in noun.fields))


def fitted(noun: Noun, one: Field) -> Field:
    """The field as long as its column at most, so that what is too long is said beside the field."""
    model = noun.part(one.part).model if one.part else noun.model
    try:
        most = getattr(model._meta.get_field(one.attribute), "max_length", None)
    except FieldDoesNotExist:  # worked out, stored nowhere
        return one
    if one.kind == "country":  # typed by name, stored by code
        return one
    return replace(one, max_length=most) if most and most < one.max_length else one
