"""The record of processing activities, both kinds (GDPR, article 30): worked out of register and declarations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.apps import apps

from kept.policy.categories import Category, in_order
from kept.policy.holdings import InstanceData, ServiceData, holding_of
from kept.policy.keeps import keeps
from kept.policy.register import Register
from kept.policy.terms import LegalBasis, Purpose, Recipient
from kept.policy.text import Text
from kept.policy.transfers import EEA, fault

# Whose data a service holds: the categories of persons that the Regulation asks for.
PERSONS: dict[str, Text] = {
    "cloud": Text("users of the service", cs="uživatelé služby"),
    "communication": Text("users, prospects and others who write or call", cs="uživatelé, zájemci a další, kdo píší nebo volají"),
    "marketing": Text("customers and readers of the newsletter", cs="zákazníci a čtenáři novinek"),
    "instance": Text(
        "people whom customers enter in their instances", cs="lidé, které zákazníci zadají do svých instancí"
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A table with the fields in which it holds something of a person, by category."""

    table: str
    person: str
    fields: dict[str, tuple[str, ...]]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Activity:
    """One activity of processing: a purpose with all that the record must say of it."""

    purpose: Purpose
    persons: tuple[Text, ...]
    categories: tuple[Category, ...]
    places: tuple[Place, ...]
    recipients: tuple[Recipient, ...]
    transfers: tuple[Recipient, ...]
    as_processor: bool

    @property
    def terms(self) -> tuple[Text, ...]:
        """The time limits for erasure."""
        return tuple(retention.text for retention in self.purpose.retentions)


@keeps("L5")
def activities(register: Register) -> list[Activity]:
    """All activities in the order of the register; those for customers, on their instruction, at the end."""
    held = places_by_purpose()
    made = [_activity(purpose, register, held[purpose.id]) for purpose in register.purposes]
    return sorted(made, key=lambda activity: activity.as_processor)


def places_by_purpose(models: Iterable[Any] | None = None) -> dict[str, list[Place]]:
    """Where the data of each purpose lie, read from what the models say of themselves."""
    found: dict[str, list[Place]] = defaultdict(list)
    for model in models or apps.get_models(include_auto_created=True):
        holds = holding_of(model)
        if isinstance(holds, (ServiceData, InstanceData)) and holds.categories:
            place = Place(model._meta.db_table, holds.person or "", holds.categories, model._meta.label_lower)
            for purpose in holds.purposes:
                found[purpose].append(place)
    return found


def security(register: Register) -> list[Text]:
    """The measures of security, in general terms: the promises of the chapter on security, in a line each."""
    return [promise.title for promise in register.promises if promise.id.startswith("D")]


def lapsed(register: Register, day: date | None = None) -> list[Text]:
    """What stands in the way of a transfer today: recipients outside whose safeguard is not in force (S4)."""
    day = day or datetime.now(UTC).date()
    faults = (fault(recipient, register.safeguards, day) for recipient in register.recipients)
    return [trouble for trouble in faults if trouble]


def _activity(purpose: Purpose, register: Register, places: list[Place]) -> Activity:
    recipients = tuple(one for one in register.recipients if purpose.id in one.purposes)
    return Activity(
        purpose,
        tuple(PERSONS[service] for service in purpose.services),
        tuple(in_order(purpose.categories)),
        tuple(sorted(places, key=lambda place: place.table)),
        recipients,
        tuple(one for one in recipients if one.country not in EEA),
        purpose.basis is LegalBasis.INSTRUCTION,
    )
