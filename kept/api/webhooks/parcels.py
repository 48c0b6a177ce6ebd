"""Parcels: what a machine is told of one event. Numbers and names of kinds, and who did it; nothing of the record."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

import orjson
from django.utils import timezone

from kept.api.webhooks.models import Delivery
from kept.consent.people import Someone
from kept.crm.activities.models import Talk, Task
from kept.crm.activities.noun import TALKS, TASKS
from kept.crm.companies.models import Company
from kept.crm.companies.noun import COMPANIES
from kept.crm.contacts.models import Contact
from kept.crm.contacts.noun import CONTACTS
from kept.crm.records.shared import ExternalId
from kept.identity.models import Membership
from kept.policy import clock
from kept.tenancy.looks import looks_at

MODELS: dict[str, Any] = {model._meta.db_table: model for model in (Company, Contact, Task, Talk)}
NAMES = {Company: COMPANIES.entity, Contact: CONTACTS.entity, Task: TASKS.entity}
BEINGS = (Contact, Company)
TRIAL = "webhook.trial"
NEAR = dt.timedelta(minutes=2)  # between the line of the log and that of the queue: they are of one transaction


@dataclass(frozen=True, slots=True)
class Parcel:
    """One event on its way: the body, and of whom it tells."""

    delivery: int
    key: str
    body: bytes
    people: tuple[Someone, ...]
    kind: str = ""  # the table of its record; empty: a trial
    record_id: int = 0
    type: str = TRIAL


def parcel(one: Delivery) -> Parcel | None:
    """The parcel of a delivery; None when nothing may be told: the record is gone, or stored and used for nothing."""
    model = MODELS[one.kind]
    rows = model.objects.filter(pk=one.record_id)
    gone = one.type == "record.deleted"
    row = (rows if gone else rows.usable()).only("pk", *_needed(model)).first()
    if row is None and not gone:
        return None
    kind = model._meta.model_name
    names = list(ExternalId.objects.filter(kind=kind, record_id=one.record_id).values_list("value", flat=True))
    author = Membership.objects.filter(pk=one.by_id).values_list("email", flat=True).first() if one.by_id else None
    body = {
        "eventId": one.key.hex,
        "createdAt": timezone.localtime(one.at).isoformat(timespec="milliseconds"),
        "type": one.type,
        "author": author,
        "source": source_of(one, model),
        "data": {"entityName": _entity(model, row), "entityId": one.record_id, "extIds": names or None},
    }
    people = tuple(_people(one, model, row, author))
    return Parcel(one.pk, one.key.hex, orjson.dumps(body), people, one.kind, one.record_id, one.type)


def trial() -> Parcel:
    """A parcel that tells of nobody: shaped as all are, so that who tries a machine sees what will come."""
    key = uuid.uuid4().hex
    body = {
        "eventId": key, "createdAt": timezone.localtime(clock.now()).isoformat(timespec="milliseconds"),
        "type": TRIAL, "author": None, "source": {"name": "user", "description": "browser"},
        "data": {"entityName": None, "entityId": None, "extIds": None},
    }  # fmt: skip
    return Parcel(0, key, orjson.dumps(body), ())


def source_of(one: Delivery, model: Any) -> dict[str, str]:
    """By hand, by a program, or by the system: the log knows which door it was."""
    for line in looks_at(model._meta.label_lower, one.record_id, 20):
        if line.act in ("created", "changed", "deleted") and abs(line.at - one.at) < NEAR:
            if line.by == "api":
                return {"name": "api", "description": line.via}
            return (
                {"name": "user", "description": "browser"}
                if line.by == "user"
                else {"name": "system", "description": ""}
            )
    return {"name": "system", "description": ""}


def _needed(model: Any) -> tuple[str, ...]:
    return () if model in BEINGS else ("contact_id", "company_id", *(("kind",) if model is Talk else ()))


def _entity(model: Any, row: Any) -> str:
    if model is not Talk:
        return NAMES[model]
    return TALKS[row.kind].entity if row is not None else "Activity"


def _people(one: Delivery, model: Any, row: Any, author: str | None) -> list[Someone]:
    """Those whom the event is about, and who did it: a line of the disclosure log for each."""
    found = [Someone(email=author, instance_id=one.instance_id)] if author else []
    if model in BEINGS:
        return [*found, Someone(kind=model._meta.label_lower, key=one.record_id, instance_id=one.instance_id)]
    for being in BEINGS:
        pk = getattr(row, f"{being._meta.model_name}_id", None)
        if pk:
            found.append(Someone(kind=being._meta.label_lower, key=pk, instance_id=one.instance_id))
    return found
