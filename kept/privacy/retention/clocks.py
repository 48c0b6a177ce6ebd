"""Clocks: for every holding of service data, when a row's time is over, and which of its facts go before the row.

A row is held for one or more purposes, and stays until the last of them no longer allows it. A category that only
purposes allow which have ended is emptied while the row stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import SET_NULL, CharField, Exists, Model, OuterRef, Q, TextField, Value
from django.db.models.functions import Cast, Concat

from kept.policy.holdings import ServiceData, holding_of
from kept.policy.keeps import keeps
from kept.policy.terms import End
from kept.privacy.retention.terms import Term, field_at, purposes_of, terms_of

NEVER = Q(pk__in=[])


@dataclass(frozen=True)
class Clock:
    """The clock of one model's rows."""

    model: Any

    @property
    def label(self) -> str:
        """`identity.user`"""
        return str(self.model._meta.label_lower)

    @property
    def holds(self) -> ServiceData:
        """What the model says it holds."""
        return holding_of(self.model)  # type: ignore[return-value]

    @property
    def fenced(self) -> bool:
        """Whether its rows belong to an instance."""
        return bool(getattr(self.model, "fence", False))

    @property
    def outside(self) -> bool:
        """Whether some of its rows stand outside any instance although it is fenced."""
        return bool(self.fenced and getattr(self.model, "outside_allowed", False))

    @cached_property
    def purposes(self) -> dict[str, tuple[Term, ...]]:
        """The terms by purpose."""
        return {purpose.id: terms_of(self.holds, purpose) for purpose in purposes_of(self.holds)}

    @property
    def terms(self) -> list[Term]:
        """All terms."""
        return [term for terms in self.purposes.values() for term in terms]

    @property
    def remains(self) -> bool:
        """Whether the row stays and only the person goes from it."""
        return bool(self.holds.remains) or any(term.end is End.ANONYMISE for term in self.terms)

    @keeps("L1", "L2", "L3", "L4", "L6")
    def over(self, day: date) -> Q:
        """The rows that no purpose allows any more on a day."""
        return self.ended(self.purposes, day) & self._not_yet_forgotten()

    def ended(self, purposes: Iterable[str], day: date) -> Q:
        """The rows for which all these purposes have ended."""
        found = Q()
        for purpose in purposes:
            one = Q()
            for term in self.purposes[purpose]:
                one |= term.rows_over(self.model, day)
            found &= one or NEVER
        return found or NEVER

    def part_over(self, day: date) -> list[tuple[tuple[str, ...], Q]]:
        """(fields, rows): what is to be emptied in rows that stay, because no purpose left allows it."""
        known = {purpose.id: purpose for purpose in purposes_of(self.holds)}
        by_keepers: dict[tuple[str, ...], list[str]] = {}
        for category, fields in self.holds.categories.items():
            keepers = tuple(one for one in self.purposes if known[one].allows(category))
            if keepers and len(keepers) < len(self.purposes):
                by_keepers.setdefault(keepers, []).extend(fields)
        found = []
        for keepers, names in by_keepers.items():
            full = Q()
            for name in names:
                if can_be_empty(field := self.model._meta.get_field(name)):
                    full |= ~Q(**{name: nothing(field)})
            if full:
                found.append((tuple(names), self.ended(keepers, day) & full & self._not_yet_forgotten()))
        return found

    def free(self) -> Q:
        """The rows to which no other row clings that has a clock of its own, or that may not be left alone. Ask it within
        a passage: the other tables say there which of their rows are here."""
        found = Q()
        for relation in references_to(self.model):
            child = relation.related_model
            if relation.on_delete is not SET_NULL and (holds_service_data(child) or is_protecting(relation)):
                found &= ~Q(Exists(child.objects.filter(**{relation.field.name: OuterRef("pk")})))
        return found

    def _not_yet_forgotten(self) -> Q:
        return Q(forgotten_at=None) if self.remains else Q()


def clocks() -> list[Clock]:
    """The clocks of all models with service data, those that refer to others before those they refer to."""
    models = [model for model in apps.get_models() if holds_service_data(model) and not model._meta.proxy]
    return [Clock(model) for model in in_order(models) if not holding_of(model).no_clock]  # type: ignore[union-attr]


def clock_of(label: str) -> Clock | None:
    """The clock of a model by its label."""
    return next((clock for clock in clocks() if clock.label == label), None)


def in_order(models: list[Any]) -> list[Any]:
    """Children before the rows they refer to."""
    done: list[Any] = []

    def visit(model: Any) -> None:
        if model in done or model in waiting:
            return
        waiting.add(model)
        for relation in references_to(model):
            if relation.related_model in models:
                visit(relation.related_model)
        done.append(model)

    waiting: set[Any] = set()
    for model in sorted(models, key=lambda model: str(model._meta.label_lower)):
        visit(model)
    return done


def references_to(model: Any) -> list[Any]:
    """The references of other tables to this one, that the reader can follow from here."""
    fenced = getattr(model, "fence", False)
    relations = [
        r for r in model._meta.get_fields(include_hidden=True) if r.auto_created and (r.one_to_many or r.one_to_one)
    ]
    return [r for r in relations if fenced or not getattr(r.related_model, "fence", False)]


def is_protecting(relation: Any) -> bool:
    """Whether the row referred to may not go while the other is there."""
    return getattr(relation.on_delete, "__name__", "") in ("PROTECT", "RESTRICT", "DO_NOTHING")


def holds_service_data(model: type[Model]) -> bool:
    """Whether the operator answers for what a model holds."""
    return isinstance(holding_of(model), ServiceData)


def can_be_empty(field: Any) -> bool:
    """Whether a row can do without a value here."""
    return bool(field.null or isinstance(field, CharField | TextField))


def nothing(field: Any) -> Any:
    """What a field holds when it holds nothing of anybody: for what must be unique, the number of its row."""
    if field.null:
        return None
    if field.unique and isinstance(field, CharField):
        return Concat(Value("gone-"), Cast("pk", CharField()))
    return "" if isinstance(field, CharField | TextField) else field.get_default()


def clocks_missing(models: Iterable[Any]) -> list[str]:
    """Sentences about models whose rows would be held for ever, or whose clock cannot be read."""
    return [f"{model._meta.label}: {wrong}" for model in models if holds_service_data(model) for wrong in _wrong(model)]


def _wrong(model: Any) -> Iterable[str]:
    holds: ServiceData = holding_of(model)  # type: ignore[assignment]
    if holds.no_clock:
        return
    for purpose in purposes_of(holds):
        told = {term.event for term in terms_of(holds, purpose)}
        for retention in purpose.retentions:
            if retention.event not in told:
                yield f"{purpose.id} says not when {retention.event.code} happened"
    for paths in holds.happened.values():
        for path in (paths,) if isinstance(paths, str) else paths:
            try:
                field_at(model, path)
            except (FieldDoesNotExist, AttributeError):
                yield f"there is no way {path}"
    clock = Clock(model)
    if clock.remains and not any(field.name == "forgotten_at" for field in model._meta.fields):
        yield "its rows stay, so it needs a field forgotten_at"
