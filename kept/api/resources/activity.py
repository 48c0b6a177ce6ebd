"""task, meeting, event, email, phoneCall, letter: activities on the wire, declared once for all six."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.api import filters
from kept.api.operations import Call
from kept.api.problems import absent, bad
from kept.api.resource import Filter, Resource
from kept.api.resources.about import NOT_HERE, about, keep_participants
from kept.api.resources.attached import external_ids, files
from kept.crm.activities.models import Participant, TaskStatus
from kept.crm.activities.noun import TALKS, TASKS
from kept.crm.companies.models import Company
from kept.crm.contacts.models import Contact, Position
from kept.crm.nouns.noun import Noun
from kept.tenancy.ids import id_of

ACTS = ("LockEdit", "UnlockEdit", "TagInsert", "TagDelete", "ExtIdInsert", "ExtIdDelete")
SORTS = {"category": "category__label", "owner": "owner__full_name", "tags": "tags"}


def state_and_time(call: Call, given: dict[str, Any], new: bool) -> None:
    """When it was done and that it is done are one thing said twice: whichever is named moves the other."""
    for name in NOT_HERE:
        if given.get(name) not in (None, ""):
            raise bad(f"Attribute [{name}]: there is no such record")
    status = given.get("status")
    if given.get("completed"):
        given.setdefault("status", TaskStatus.COMPLETED)
    elif status == TaskStatus.COMPLETED and "completed" not in given:
        given["completed"] = timezone.now().isoformat()
    elif status in (TaskStatus.NEW, TaskStatus.SCHEDULED) or ("completed" in given and "status" not in given):
        given["completed"] = None
        given.setdefault("status", TaskStatus.NEW)
    if "status" in given and not given["status"]:
        raise bad("Attribute [status] must be one of NEW, SCHEDULED, COMPLETED, CANCELLED")


def level_of(call: Call, values: Mapping[str, Any]) -> int | None:
    """The level of the record that it is about: what is planned with somebody is as visible as they are."""
    for model, pk in ((Contact, values.get("contact")), (Company, values.get("company"))):
        if pk:
            level = model.objects.filter(pk=pk).values_list("security_level_id", flat=True).first()
            return int(level) if level else None
    return None


def seen(call: Call, model: Any, entity: str, value: str) -> int:
    """The id of a record in a filter. Raises Problem when it is none, or not for the caller."""
    pk = id_of(value)
    if pk is None:
        raise bad(f"Invalid value [{value[:40]}] of a filter by {entity.lower()}")
    if not model.objects.kept().visible_to(call.access).filter(pk=pk).exists():
        raise absent(entity, pk)
    return pk


def taking_part(owner: str, **who: Any) -> Q:
    """Activities that somebody takes part in."""
    return Q(Exists(Participant.objects.filter(**{owner: OuterRef("pk")}, **who)))


def by_person(owner: str) -> Any:
    """`personFilter`: with a person, as the one it is about or one who takes part."""

    def test(call: Call, operator: str, value: str) -> Q:
        pk = seen(call, Contact, "Person", value)
        found = Q(contact_id=pk) | taking_part(owner, contact_id=pk)
        member = call.words.member_of(pk)
        return found | Q(owner_id=member) | taking_part(owner, membership_id=member) if member else found

    return test


def by_company(owner: str) -> Any:
    """`companyContextFilter`: with a company or one of its people."""

    def test(call: Call, operator: str, value: str) -> Q:
        pk = seen(call, Company, "Company", value)
        staff = Position.objects.filter(contact_id=OuterRef("contact_id"), company_id=pk)
        return Q(company_id=pk) | Q(Exists(staff)) | taking_part(owner, company_id=pk)

    return test


def of_nobody(entity: str) -> Any:
    """A filter by a kind of record that does not exist yet: none is found."""

    def test(call: Call, operator: str, value: str) -> Q:
        raise absent(entity, value[:40])

    return test


def keep(owner: str) -> Any:
    """What is looked at when the fields are written: it ends after it begins, and who takes part is kept."""
    participants = keep_participants(owner)

    def after(call: Call, record: Any, given: dict[str, Any], new: bool) -> None:
        start, end = record.scheduled_from, record.scheduled_till
        if given.keys() & {"scheduledFrom", "scheduledTill"} and start and end and end < start:
            raise bad(
                "Attribute [scheduledTill] lies before [scheduledFrom]",
                _("It ends before it begins. Enter a later time."),
            )
        participants(call, record, given, new)

    return after


def activity(noun: Noun, **only: Any) -> Resource:
    """One of the six kinds."""
    needed = ("title", "priority", "owner", *(("deadline",) if noun is TASKS else ()))
    common = filters.common("pk")
    return Resource(
        noun=noun,
        only=only,
        omit=("person", "company"),
        sorts=SORTS,
        attached=(about(noun.model, noun.key), files(f"{noun.key}_id"), external_ids(noun.key)),
        filters={
            **{name: common[name] for name in ("owner", "owner-id", "rowInfo.rowAccess", "rowInfo.lastModifiedAt")},
            "personFilter": Filter(by_person(noun.key), says="With this person."),
            "companyContextFilter": Filter(by_company(noun.key), says="With this company or its people."),
            "leadContextFilter": Filter(of_nobody("Lead"), says="There are no leads yet."),
            "businessCase": Filter(of_nobody("BusinessCase"), ("EQ", "NE", "IN", "NOT_IN"), says="There are none yet."),
        },
        tolerated=(*NOT_HERE, "participants", "recurrence", "companyAddress"),
        before=state_and_time,
        after=keep(noun.key),
        level=level_of,
        acts=ACTS,
        required=needed,
        with_titles=False,
    )


TASK = activity(TASKS)
TALK = tuple(activity(noun, kind=kind) for kind, noun in TALKS.items())
