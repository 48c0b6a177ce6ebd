"""Value lists: the 44 lists of the contract, one mechanism."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import ProtectedError, RestrictedError
from django.utils import timezone

from kept.api import bodies
from kept.api.operations import Call, Operation
from kept.api.plain import Plain, answer
from kept.api.problems import absent, bad, business, duplicate, no_filter, still_referenced
from kept.crm.fields.models import PicklistItem
from kept.crm.nouns.fields import Text
from kept.crm.records.shared import ExternalId
from kept.policy.doors import MEMBER

COLOURS = frozenset("B780FF EB6CD1 F76D8F E9802F E2B23A CABC00 8EA500 60AE00 00B17B 00A9CA 519CFF 5E73E3".split())
LABEL = Text(name="label", label="", wire="code01", required=True, max_length=200)
CODE = Text(name="code", label="", wire="code02", max_length=32)
TEXT = Text(name="text", label="", wire="strValue01", max_length=200)
ACCESS = (("rowAccess", "string", "INVALID for values that are no longer offered"),)
PLAIN = Plain(order=("position", "label", "pk"))


@dataclass(frozen=True)
class ValueList:
    """One list: its name on the wire, and what may be done with it. `code` says what its code02 is."""

    name: str
    code: str = ""  # colour, hidden (taken, not shown), currency
    create: bool = True
    edit: bool = True
    delete: bool = True
    locks: bool = False  # shows `locked`


PLAIN_LISTS = (
    "contactSource employeesNumber legalForm paymentTerm companyTurnover economyActivity companyClassification1 "
    "companyClassification2 companyClassification3 territory personClassification1 personClassification2 "
    "personClassification3 language maritalStatus productLine businessCaseClassification1 businessCaseClassification2 "
    "businessCaseClassification3 losingCategory telType"
).split()
COLOURED = (
    "leadCategory companyCategory businessCaseCategory businessCaseRelationshipCategory offerCategory "
    "salesOrderCategory projectCategory projectRelationshipCategory priceListCategory gdprFormAgreement "
    "activityCategory documentCategory invoiceCategory"
).split()
VALUE_LISTS: dict[str, ValueList] = {
    one.name: one
    for one in (
        *(ValueList(name) for name in PLAIN_LISTS),
        *(ValueList(name, "colour") for name in COLOURED),
        ValueList("personCategory", "hidden"),
        ValueList("productCategory", "hidden"),
        ValueList("currency", "currency"),
    )
}


def items(call: Call, which: ValueList) -> Any:
    """The values of a list in its order."""
    queryset = PicklistItem.objects.filter(list=which.name)
    access = call.query.get("rowAccess", "")
    if access not in ("", "null", "INVALID"):
        raise no_filter("rowAccess")
    queryset = queryset.filter(retired_at=None) if access != "INVALID" else queryset.exclude(retired_at=None)
    names: dict[int, list[str]] = defaultdict(list)
    for pk, value in ExternalId.objects.filter(kind=which.name).order_by("pk").values_list("record_id", "value"):
        names[pk].append(value)
    return answer(call, PLAIN, queryset, lambda item: _out(which, item, names.get(item.pk)), "rowAccess")


def _out(which: ValueList, item: PicklistItem, names: list[str] | None) -> dict[str, Any]:
    found: dict[str, Any] = {"id": item.pk, "code01": item.label}
    if which.code in ("colour", "currency"):
        found["code02"] = item.code or None
    if which.locks:
        found["locked"] = item.locked
    return found | {"strValue01": item.text or None, "extIds": names, "sequenceNumber": item.position}


def add(call: Call, which: ValueList) -> Any:
    """One more value, last in its list. The answer is the plain id."""
    values = _values(call, which, new=True)
    last = PicklistItem.objects.filter(list=which.name).count()
    _refuse_twice(which, values["label"])
    item = PicklistItem.fresh(list=which.name, position=last, **values)
    item.save(force_insert=True)
    return {"success": True, "data": item.pk}


def change(call: Call, which: ValueList, id: int) -> Any:
    """Another label or colour."""
    item = _item(which, id)
    values = _values(call, which, new=False)
    if "label" in values and values["label"] != item.label:
        _refuse_twice(which, values["label"])
    for name, value in values.items():
        setattr(item, name, value)
    item.save()
    return {"success": True}


def remove(call: Call, which: ValueList, id: int) -> Any:
    """Remove a value that nothing uses."""
    item = _item(which, id)
    ExternalId.objects.filter(kind=which.name, record_id=id).delete()
    try:
        item.delete()
    except (ProtectedError, RestrictedError):
        raise still_referenced() from None
    return {"success": True}


def _item(which: ValueList, id: int) -> PicklistItem:
    item = PicklistItem.objects.filter(list=which.name, pk=id).first()
    if item is None:
        raise absent(which.name[0].upper() + which.name[1:], id)
    if item.locked:
        raise business("exception.locked", "This value is built in.")
    return item  # type: ignore[no-any-return]


def _values(call: Call, which: ValueList, *, new: bool) -> dict[str, Any]:
    given = bodies.body(call)
    fields = (LABEL, CODE, TEXT) if which.code else (LABEL, TEXT)
    values = bodies.clean(
        call, fields, {key: given[key] for key in given if key not in ("sequenceNumber", "extIds", "locked")}
    )
    if new and not values.get("label"):
        raise bad("Attribute [code01] is needed")
    code = values.get("code")
    if which.code == "currency":
        if (new and not code) or (code and not (len(code) == 3 and code.isascii() and code.isalpha())):
            raise bad("Attribute [code02] must be an ISO 4217 code")
    elif code and code.upper() not in COLOURS:
        raise bad(f"Attribute [code02] must be one of {', '.join(sorted(COLOURS))}")
    return values


def _refuse_twice(which: ValueList, label: str) -> None:
    twin = PicklistItem.objects.filter(list=which.name, label=label).first()
    if twin is None:
        return
    if twin.retired_at is None:
        raise duplicate(label)
    twin.label, twin.retired_at = f"{label} ({twin.pk})"[:200], twin.retired_at or timezone.now()
    twin.save()


def _schema(which: ValueList, what: str) -> str:
    """Lists that are alike share their schemas."""
    kind = which.code or "plain"
    return f"valueList.{'coloured' if kind == 'colour' else kind}.{what}"


def operations() -> Iterator[Operation]:
    """The operations of every list: to see it, and those that it allows."""
    for which in VALUE_LISTS.values():
        yield _operation(which, "Get", "GET", items, "The values of the list", (400, 500), gives=_schema(which, "list"))
        if which.create:
            yield _operation(
                which, "Insert", "PUT", add, "Add a value", (400, 500), status=201, gives="createdId",
                body=_schema(which, "body"),
            )  # fmt: skip
        if which.edit:
            yield _operation(
                which, "Edit", "POST", change, "Change a value", (400, 404, 500), body=_schema(which, "body")
            )
        if which.delete:
            yield _operation(which, "Delete", "DELETE", remove, "Remove a value", (404, 500))


def _operation(
    which: ValueList, act: str, method: str, run: Any, says: str, problems: tuple[int, ...], *,
    status: int = 200, gives: str = "success", body: str | None = None,
) -> Operation:  # fmt: skip
    below = "" if method in ("GET", "PUT") else "{id}/"
    needs = (MEMBER,) if method == "GET" else ("fields.manage",)
    return Operation(
        f"{which.name}{act}", method, f"{which.name}/{below}", needs, _of(run, which), says, body=body, gives=gives,
        status=status, problems=problems, tag="value lists", query=ACCESS if act == "Get" else (),
    )  # fmt: skip


def _of(run: Any, which: ValueList) -> Any:
    def act(call: Call, **tokens: Any) -> Any:
        return run(call, which, **tokens)

    return act
