"""A person's places in companies on the wire."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from kept.api.operations import Call
from kept.api.resource import Attached, Rows
from kept.audit.prepared import Prepared
from kept.crm.contacts.models import Position
from kept.crm.nouns.countries import country_name

PRIMARY = ("contact_id", "pk", "title", "company_id", "company__name", "address_id")
PLACES = ("street", "city", "province", "zip_code", "country")
KEYS = ("street", "city", "province", "zipCode", "countryCode")
WHOLE = (*PRIMARY, "address__name", "notice", "primary")
ON_LISTS = Prepared(
    lambda given: Position.objects.filter(contact_id__in=[given], primary=True).values_list(
        *PRIMARY, *(f"address__{name}" for name in PLACES), "address__territory_id"
    )
)
IN_DETAIL = Prepared(
    lambda given: Position.objects.filter(contact_id__in=[given]).order_by("-primary", "pk").values_list(*WHOLE)
)


def load(call: Call, ids: Sequence[int], detail: bool) -> Rows:
    """`primaryRelationship`, and all `relationships` in details. A company under a level one is not in has no name."""
    rows: Rows = defaultdict(lambda: empty(detail))
    if not detail:
        return _primary(call, ON_LISTS.rows(list(ids)), rows)
    for one in IN_DETAIL.rows(list(ids)):
        person, pk, title, company, name, address, address_name, notice, primary = one
        if primary:
            rows[person]["primaryRelationship"] = _relation(pk, title, company, name)
        rows[person]["relationships"].append(
            _relation(pk, title, company, name)
            | {
                "companyAddress": {"id": address, "name": address_name} if address else None,
                "notice": notice or None,
                "primary": primary,
            }
        )
    return rows


def _primary(call: Call, found: Any, rows: Rows) -> Rows:
    for person, pk, title, company, name, address, *place, territory in found:
        rows[person]["primaryRelationship"] = _relation(pk, title, company, name)
        if address:
            where = {"id": address} | {key: value or None for key, value in zip(KEYS, place, strict=True)}
            where["country"] = country_name(place[-1], call.words.language) if place[-1] else None
            words = call.words
            rows[person]["companyAddress"] = {
                "address": where,
                "territory": {"id": territory, "value": words.item(territory)} if territory else None,
            }
    return rows


def _relation(pk: int, title: str, company: int, name: str | None) -> dict[str, Any]:
    return {"id": pk, "type": title or None, "company": {"id": company, "name": name}}


def empty(detail: bool) -> dict[str, Any]:
    """A person without any."""
    more: dict[str, Any] = {"relationships": []} if detail else {"companyAddress": None}
    return {"primaryRelationship": None} | more


POSITIONS = Attached(load, empty)
