"""The face of a company: its addresses, its people, and the companies it belongs with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kept.audit.access import Access
from kept.crm.companies.models import Address, Company, CompanyLink
from kept.crm.contacts.models import Contact, Position
from kept.crm.nouns.pages.dossier import FACES, Face

PEOPLE = 50  # shown on the page; the rest is a list away


def rows(company: Company, access: Access) -> dict[str, Any]:
    """Addresses, the primary one first; people and companies that the person may see, without those in the bin."""
    addresses = Address.objects.filter(company=company).order_by("-primary", "-is_contact", "pk")
    people = Position.objects.filter(
        company=company, contact__deleted_at=None, contact__in=Contact.objects.visible_to(access)
    )
    if not access.rights.may("contacts.view"):
        people = people.none()
    links = CompanyLink.objects.filter(
        company=company, other__deleted_at=None, other__in=Company.objects.visible_to(access)
    )
    return {
        "address": addresses.values(),
        "people": people.order_by("contact__sort_key", "pk").values(
            "pk", "title", "primary", "company_id", "contact_id", "contact__first_name", "contact__last_name",
        )[: PEOPLE + 1],
        "links": links.order_by("kind", "other__sort_key").values("pk", "kind", "notice", "company_id", "other_id", "other__name"),
    }  # fmt: skip


def subline(values: Mapping[str, Any]) -> list[str]:
    """What it is to us, and where."""
    return ["role", "state", "city"]


FACES["company"] = Face(
    rows=rows,
    related="companies/related.html",
    subline=subline,
    picture="logo_id",
    is_person=lambda company: bool(company.is_person),
)
