"""gdprTemplate and gdpr: the reasons for which people are held."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import DateTimeField, IntegerField, Value
from django.utils import timezone

from kept.api import bodies
from kept.api.operations import Call, Operation
from kept.api.plain import Plain, answer, parameters, shown
from kept.api.problems import absent, bad
from kept.api.records import to_change
from kept.api.resources.all import address_book
from kept.api.shapes import STATE
from kept.consent.bases import Basis
from kept.crm.contacts.noun import CONTACTS
from kept.crm.nouns.fields import Choice, Text
from kept.crm.nouns.kinds import Number
from kept.crm.nouns.own_values import Picklist
from kept.crm.nouns.times import Date, Moment
from kept.crm.titles.giving import give
from kept.crm.titles.models import LegalTitle, LegalTitleTemplate
from kept.policy import clock
from kept.policy.doors import MEMBER
from kept.tenancy.ids import id_of

FROM = Date(name="valid_from", label="", wire="validFrom")
TILL = Date(name="valid_till", label="", wire="validTill")
FORM = Picklist(name="form", label="", wire="gdprFormAgreement", of_list="gdprFormAgreement")
VALIDITY = Text(name="contract_validity", label="", wire="contractValidity", max_length=60)
ID = Number(name="id", label="", wire="id")
WHEN = ("rowInfo.createdAt", "rowInfo.updatedAt", "rowInfo.lastModifiedAt")
TEMPLATES = Plain(
    filters={
        "id": ID,
        "name": Text(name="name", label="", wire="name"),
        "legalTitle": Choice(name="basis", label="", wire="legalTitle", choices=Basis.choices),
        **{name: Moment(name="made", label="", wire=name) for name in WHEN},
    },
    sorts={"name": "name"},
    states=True,
)
TITLES = Plain(
    filters={
        "id": ID,
        "company": Number(name="company_id", label="", wire="company"),
        "person": Number(name="contact_id", label="", wire="person"),
        "lead": Number(name="lead", label="", wire="lead"),
        "gdprTemplate": Number(name="template_id", label="", wire="gdprTemplate"),
        "rowInfo.createdAt": Moment(name="created_at", label="", wire="rowInfo.createdAt"),
        "rowInfo.updatedAt": Moment(name="updated_at", label="", wire="rowInfo.updatedAt"),
        "rowInfo.lastModifiedAt": Moment(name="updated_at", label="", wire="rowInfo.lastModifiedAt"),
    },
    sorts={"gdprTemplate": "template_id"},
    states=True,
)
COLUMNS = (
    "pk", "company_id", "company__name", "contact_id", "contact__first_name", "contact__last_name", "template_id",
    "template__name", "template__basis", "form_id", "form__label", "valid_from", "valid_till", "created_at",
    "created_by_id", "updated_at", "updated_by_id", "invalid_at",
)  # fmt: skip


def templates(call: Call) -> Any:
    """The reusable reasons. When one was made is not kept, so none is found by it."""
    found = LegalTitleTemplate.objects.filter(retired_at=None).annotate(made=Value(None, DateTimeField()))
    answered = answer(call, TEMPLATES, found, _template)
    return answered | {"data": shown(call, TEMPLATES, answered["data"])}


def _template(one: LegalTitleTemplate) -> dict[str, Any]:
    covers = one.covers if isinstance(one.covers, dict) else {}
    return {
        "id": one.pk, "name": one.name, "legalTitle": one.basis, "duration": one.months,
        "selectedField": {"field": covers.get("field", []), "lead": None, "person": None, "company": None},
        "gdprTypeAgreement": [], "gdprContract": None, "gdprFormAgreement": None, "gdprLawRegulation": None,
        "_version": 1, **dict.fromkeys(STATE),
    }  # fmt: skip


def _seen(call: Call) -> Any:
    """Titles of those companies and people that the caller may see."""
    found = LegalTitle.objects.none()
    for resource in address_book().values():
        if call.access.rights.may(resource.noun.permission("view")):
            seen = resource.noun.model.objects.kept().visible_to(call.access)
            found = found | LegalTitle.objects.filter(**{f"{resource.noun.key}__in": seen})
    return found


def titles(call: Call) -> Any:
    """The reasons that were given. There are no leads yet, so none is found by one."""
    seen = _seen(call).annotate(lead=Value(None, IntegerField()))
    found = answer(call, TITLES, seen.values_list(*COLUMNS), lambda row: row)
    call.words.prime_people({row[place] for row in found["data"] for place in (14, 16)})
    return found | {"data": shown(call, TITLES, [_title(call, row) for row in found["data"]])}


def title(call: Call, id: int) -> Any:
    """One of them."""
    row = _seen(call).filter(pk=id).values_list(*COLUMNS).first()
    if row is None:
        raise absent("Gdpr", id)
    call.words.prime_people({row[14], row[16]})
    return {"success": True, "data": _title(call, row)}


def _title(call: Call, row: tuple[Any, ...]) -> dict[str, Any]:
    words = call.words
    company, firm, person, first, last = row[1:6]
    return {
        "id": row[0],
        "company": {"id": company, "name": firm} if company else None,
        "person": {"id": person, "fullName": CONTACTS.title({"first_name": first, "last_name": last})} if person else None,
        "lead": None,
        "gdprTemplate": {"id": row[6], "name": row[7], "legalTitle": row[8]},
        "gdprFormAgreement": {"id": row[9], "value": row[10]} if row[9] else None,
        "validFrom": row[11].isoformat(), "validTill": row[12].isoformat() if row[12] else None,
        "rowInfo.createdAt": words.moment_out(row[13]), "rowInfo.createdBy": words.email(row[14]),
        "rowInfo.updatedAt": words.moment_out(row[15]) if row[15] else None,
        "rowInfo.updatedBy": words.email(row[16]) if row[15] else None,
        "rowInfo.rowAccess": "INVALID" if row[17] else None, "rowInfo.rowState": None,
    }  # fmt: skip


def add(call: Call) -> Any:
    """Give one company or one person a reason. The answer is the plain id."""
    given = bodies.body(call)
    owners = [one for one in address_book().values() if given.get(one.path) not in (None, "")]
    if len(owners) != 1 or given.get("lead") not in (None, ""):
        raise bad("Exactly one of [company], [person] is needed")
    asked = given[owners[0].path]
    record = to_change(call, owners[0], _id(owners[0].path, asked))
    template = LegalTitleTemplate.objects.filter(
        pk=_id("gdprTemplate", given.get("gdprTemplate")), retired_at=None
    ).first()
    if template is None:
        raise bad("Attribute [gdprTemplate]: there is no such template")
    values = _values(
        call, {key: given[key] for key in given if key not in ("company", "person", "lead", "gdprTemplate")}, template
    )
    since = values.pop("valid_from", None) or clock.today()
    _refuse_backwards(since, values.get("valid_till"))
    made = give(owners[0].noun, record, template, since, values.pop("valid_till", None), call.access)
    _put(made, values)
    return {"success": True, "data": made.pk}


def change(call: Call, id: int) -> Any:
    """Other days, another form of consent."""
    row = _to_change(call, id)
    values = _values(call, bodies.body(call), row.template)
    _refuse_backwards(values.get("valid_from", row.valid_from), values.get("valid_till", row.valid_till))
    _put(row, values | {"updated_at": timezone.now(), "updated_by_id": call.access.member_id})
    return {"success": True}


def invalid(call: Call, id: int) -> Any:
    """It no longer counts; that it did stays known."""
    now = timezone.now()
    _put(_to_change(call, id), {"invalid_at": now, "updated_at": now, "updated_by_id": call.access.member_id})
    return {"success": True}


def _to_change(call: Call, id: int) -> LegalTitle:
    row = _seen(call).filter(pk=id).select_related("template").first()
    if row is None:
        raise absent("Gdpr", id)
    for resource in address_book().values():
        owner = getattr(row, f"{resource.noun.key}_id")
        if owner:
            to_change(call, resource, owner)
    return row  # type: ignore[no-any-return]


def _put(row: LegalTitle, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    if values:
        row.save()


def _values(call: Call, given: dict[str, Any], template: LegalTitleTemplate) -> dict[str, Any]:
    values = bodies.clean(call, (FROM, TILL, FORM, VALIDITY), given)
    if values.get("form_id") and template.basis != Basis.CONSENT:
        raise bad("Attribute [gdprFormAgreement] belongs to consent alone")
    if values.get("contract_validity") and template.basis != Basis.CONTRACT:
        raise bad("Attribute [contractValidity] belongs to a contract alone")
    if "valid_from" in values and values["valid_from"] is None:
        raise bad("Attribute [validFrom] is needed")
    return values


def _refuse_backwards(since: dt.date | None, till: dt.date | None) -> None:
    if since and till and till < since:
        raise bad("Attribute [validTill] lies before [validFrom]")


def _id(name: str, value: Any) -> int:
    found = id_of(value.get("id") if isinstance(value, dict) else value)
    if found is None:
        raise bad(f"Attribute [{name}] must be an id")
    return found


def operations() -> Iterator[Operation]:
    """Templates are read; titles are given, changed and ended, never deleted."""
    edit = ("contacts.edit", "companies.edit")
    asked = {"gdprTemplateGet": parameters(TEMPLATES), "gdprGet": parameters(TITLES)}
    for name, method, path, needs, run, status, says, body, gives, problems in (
        ("gdprTemplateGet", "GET", "gdprTemplate/", (MEMBER,), templates, 200, "Reusable reasons", None, "gdprTemplate.list", (400, 500)),
        ("gdprGet", "GET", "gdpr/", (MEMBER,), titles, 200, "Reasons given", None, "gdpr.list", (400, 500)),
        ("gdprInsert", "PUT", "gdpr/", edit, add, 201, "Give a reason", "gdpr", "createdId", (400, 404, 500)),
        ("gdprDetailGet", "GET", "gdpr/{id}/", (MEMBER,), title, 200, "One reason", None, "gdpr.detail", (404, 500)),
        ("gdprEdit", "POST", "gdpr/{id}/", edit, change, 200, "Change a reason", "gdprChange", "success", (400, 404, 500)),
        ("gdprInvalidEdit", "POST", "gdpr/{id}/invalid/", edit, invalid, 200, "End a reason", None, "success", (404, 500)),
    ):  # fmt: skip
        yield Operation(
            name, method, path, needs, run, says, body=body, gives=gives, status=status, problems=problems, tag="gdpr",
            query=asked.get(name, ()),
        )  # fmt: skip
