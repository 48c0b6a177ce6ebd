"""Vocabulary: the words of an instance (lists, members, custom fields) and of the person at the door, loaded once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import get_language

from kept.crm.fields.models import CustomField, PicklistItem
from kept.crm.nouns.kept_file import Held, load
from kept.identity.models import Membership
from kept.tenancy.ids import id_of

PATTERNS = ("%Y-%m-%d", "%d.%m.%Y", "%d. %m. %Y", "%m/%d/%Y", "%d/%m/%Y", "%Y/%m/%d", "%d-%m-%Y")
MONTH_FIRST = ("%m/%d/%Y", "%d/%m/%Y")


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member as lists show them."""

    id: int
    name: str
    initials: str
    email: str


NOBODY = Colleague(0, "", "", "")


@dataclass
class Vocabulary:
    """Asked by fields when they read and show values. One a request; it never outlives it."""

    me: int | None = None
    iso: bool = False  # the wire's dateFormat=ISO8601
    day_first: bool = False  # how 3/4/2026 is read
    makes_items: bool = False  # an import may add to value lists
    made: list[PicklistItem] = field(default_factory=list)
    _items: dict[int, str] = field(default_factory=dict)
    _lists: dict[str, list[tuple[Any, str]]] = field(default_factory=dict)
    _members: dict[int, Colleague] = field(default_factory=dict)
    _all_members: list[Colleague] | None = None
    _files: dict[int, Held | None] = field(default_factory=dict)
    persons: dict[int, dict[str, Any]] = field(default_factory=dict)  # filled by contacts: member id to person
    reasons: dict[int, Any] = field(default_factory=dict)  # filled by lists of people: id to why they are kept
    touched: dict[int, dt.datetime] = field(default_factory=dict)  # the same: when something last happened
    find_persons: Callable[[set[int]], dict[int, dict[str, Any]]] | None = None

    @cached_property
    def language(self) -> str:
        """Of the person at the door."""
        return (get_language() or "en").split("-")[0]

    @cached_property
    def time_zone(self) -> dt.tzinfo:
        """Of the person at the door."""
        return timezone.get_current_timezone() or ZoneInfo("UTC")

    @property
    def today(self) -> dt.datetime:
        """The beginning of this day where the person is."""
        return timezone.now().astimezone(self.time_zone).replace(hour=0, minute=0, second=0, microsecond=0)

    @cached_property
    def date_patterns(self) -> tuple[str, ...]:
        """How days may be written, the surest first."""
        if not self.day_first:
            return PATTERNS
        return tuple(p for p in PATTERNS if p not in MONTH_FIRST) + MONTH_FIRST[::-1]

    def moment_out(self, moment: dt.datetime) -> str:
        """A point in time as the wire has it: in the caller's zone, or ISO 8601 with milliseconds and offset."""
        here = moment.astimezone(self.time_zone)
        return here.isoformat(timespec="milliseconds") if self.iso else here.isoformat(" ", "minutes")[:16]

    def picklist(self, name: str) -> list[tuple[Any, str]]:
        """(id, label) of a value list, in its order."""
        if name not in self._lists:
            items = PicklistItem.objects.filter(list=name, retired_at=None).order_by("position", "label")
            self._lists[name] = list(items.values_list("pk", "label"))
            self._items.update(self._lists[name])
        return self._lists[name]

    def picklists(self, names: Iterable[str]) -> None:
        """Load several value lists at once."""
        wanted = [name for name in dict.fromkeys(names) if name and name not in self._lists]
        if not wanted:
            return
        self._lists.update((name, []) for name in wanted)
        items = PicklistItem.objects.filter(list__in=wanted, retired_at=None).order_by("position", "label")
        for name, pk, label in items.values_list("list", "pk", "label"):
            self._lists[name].append((pk, label))
            self._items[pk] = label

    def item(self, pk: int | None) -> str:
        """The label of a value."""
        if not pk:
            return ""
        if pk not in self._items:
            self.prime(items=[pk])
        return self._items.get(pk, "")

    def new_item(self, name: str, label: str) -> int | None:
        """Add a value to a list when an import may; its id, or None."""
        if not self.makes_items:
            return None
        item = PicklistItem.fresh(list=name, label=label[:200], position=len(self.picklist(name)))
        item.save()
        self.made.append(item)
        self._lists[name].append((item.pk, item.label))
        self._items[item.pk] = item.label
        return item.pk

    def members(self) -> list[Colleague]:
        """All members, by name."""
        if self._all_members is None:
            self.know_members(self.question_for_members())
        return self._all_members or []

    def question_for_members(self) -> Any:
        """The question for all of them, to be asked together with others."""
        rows = Membership.objects.filter(left_at=None).order_by("full_name")
        return rows.values_list("pk", "full_name", "initials", "email")

    def know_members(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Take the answer in."""
        self._all_members = [Colleague(*row) for row in rows]
        self._members.update((member.id, member) for member in self._all_members)

    def member(self, pk: int | None) -> Colleague:
        """One member, also one who has left."""
        if not pk:
            return NOBODY
        if pk not in self._members:
            self.prime(members=[pk])
        return self._members.get(pk, NOBODY)

    def meet(self, members: Iterable[Membership]) -> None:
        """Members that somebody has loaded already need not be loaded again."""
        for one in members:
            self._members[one.pk] = Colleague(one.pk, one.full_name, one.initials, one.email)

    def person_of(self, member: int | None) -> dict[str, Any] | None:
        """The contract's `{id, fullName}` of a member: the id is of their person record."""
        if not member:
            return None
        if member not in self.persons and self.find_persons:
            self.persons.update(self.find_persons({member}))
        return self.persons.get(member)

    def file(self, pk: Any) -> Held | None:
        """A file that stands in a field, or None when it is gone."""
        number = id_of(pk)
        if number is None:
            return None
        if number not in self._files:
            self.prime(files=[number])
        return self._files.get(number)

    def prime(
        self, *, items: Iterable[int] = (), members: Iterable[int] = (), persons: Iterable[int] = (),
        files: Iterable[Any] = (),
    ) -> None:  # fmt: skip
        """Load many words at once, before a page of rows is shown."""
        if wanted := set(items) - self._items.keys():
            self._items.update(PicklistItem.objects.filter(pk__in=wanted).values_list("pk", "label"))
        if wanted := set(members) - self._members.keys():
            rows = Membership.objects.filter(pk__in=wanted).values_list("pk", "full_name", "initials", "email")
            self._members.update((row[0], Colleague(*row)) for row in rows)
        if (wanted := set(persons) - self.persons.keys()) and self.find_persons:
            self.persons.update(self.find_persons(wanted))
        if wanted := {pk for one in files if (pk := id_of(one))} - self._files.keys():
            self._files |= dict.fromkeys(wanted) | load(wanted)

    def custom_fields(self, kind: str) -> list[CustomField]:
        """The instance's own fields of a noun."""
        if not hasattr(self, "_custom"):
            self._custom: dict[str, list[CustomField]] = {}
        if kind not in self._custom:
            self._custom[kind] = list(self.question_for_custom_fields(kind))
        return self._custom[kind]

    def question_for_custom_fields(self, kind: str) -> Any:
        """What to ask for the instance's own fields of a noun."""
        return CustomField.objects.filter(kind=kind, retired_at=None).order_by("group", "position", "label")

    def know_custom_fields(self, kind: str, found: Iterable[CustomField]) -> None:
        """Take over what somebody has asked for together with other things."""
        self._custom = {**getattr(self, "_custom", {}), kind: list(found)}
