"""External ids of what is no record of its own: values of lists, and addresses of companies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kept.api.belonging import DONE
from kept.api.operations import Call, Operation
from kept.api.problems import absent, bad, duplicate
from kept.api.records import MOST_IDS, asked_name, name_outside, outside_name, to_change
from kept.api.resources.company import COMPANY
from kept.api.value_lists import VALUE_LISTS
from kept.crm.companies.models import Address, Company
from kept.crm.fields.models import PicklistItem
from kept.crm.nouns import changing, rows
from kept.crm.records.shared import ExternalId


def name_value(call: Call, list: str, id: int) -> Any:
    """The name of a list's value in another system; ten at most."""
    item, value = _value(list, id), asked_name(call)
    there = PicklistItem.objects.filter(list=list).values("pk")
    ExternalId.objects.filter(kind=list, value=value).exclude(record_id__in=there).delete()  # of a value that is gone
    name_outside(list, item.pk, value)
    return DONE


def unname_value(call: Call, list: str, id: int, ext: str) -> Any:
    """Take a name away."""
    named = ExternalId.objects.filter(kind=list, record_id=_value(list, id).pk, value=ext)
    if not named.delete()[0]:
        raise absent("ExternalId", ext)
    return DONE


def name_address(call: Call, id: int) -> Any:
    """The name of an address in another system; ten at most."""
    row, value = _address(call, id), outside_name(asked_name(call))
    if value in row.external_ids:
        return DONE
    if Address.objects.filter(external_ids__contains=[value]).exists():
        raise duplicate(value)
    if len(row.external_ids) >= MOST_IDS:
        raise bad(f"At most {MOST_IDS} external ids a record")
    return _named(call, row, [*row.external_ids, value])


def unname_address(call: Call, id: int, ext: str) -> Any:
    """Take a name away."""
    row = _address(call, id)
    if ext not in row.external_ids:
        raise absent("ExternalId", ext)
    return _named(call, row, [one for one in row.external_ids if one != ext])


def _value(name: str, id: int) -> PicklistItem:
    if name not in VALUE_LISTS:
        raise absent("Entity", name[:40])
    item = PicklistItem.objects.filter(list=name, pk=id).first()
    if item is None:
        raise absent(name[0].upper() + name[1:], id)
    return item  # type: ignore[no-any-return]


def _address(call: Call, id: int) -> Address:
    """The address of a company that the caller may see and change."""
    seen = Company.objects.kept().visible_to(call.access)
    row = Address.objects.filter(pk=id, company__in=seen).first()
    if row is None:
        raise absent("CompanyAddress", id)
    to_change(call, COMPANY, row.company_id)
    return row  # type: ignore[no-any-return]


def _named(call: Call, row: Address, names: list[str]) -> Any:
    act = changing.operation(call.access, "company.edited", COMPANY.noun)
    rows.change(COMPANY.noun, row.company, row, {"external_ids": names}, call.access, act)
    return DONE


def operations() -> Iterator[Operation]:
    """To give a name and to take it away."""
    for name, method, path, needs, run, says in (
        ("extIdInsert", "PUT", "{list}/{id}/extId/", "fields.manage", name_value, "Add an external id to a value"),
        ("extIdDelete", "DELETE", "{list}/{id}/extId/{ext}", "fields.manage", unname_value, "Remove one from a value"),
        ("companyAddressExtIdInsert", "PUT", "companyAddress/{id}/extId/", "companies.edit", name_address,
         "Add an external id to an address"),
        ("companyAddressExtIdDelete", "DELETE", "companyAddress/{id}/extId/{ext}", "companies.edit", unname_address,
         "Remove one from an address"),
    ):  # fmt: skip
        yield Operation(
            name, method, path, (needs,), run, says, body="extId" if method == "PUT" else None, gives="success",
            problems=(400, 404, 500), tag="external ids",
        )  # fmt: skip
