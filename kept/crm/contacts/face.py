"""The face of a contact: the positions they hold, and what stands under their name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kept.audit.access import Access
from kept.crm.contacts.models import Contact, Position
from kept.crm.nouns.pages.dossier import FACES, Face


def rows(contact: Contact, access: Access) -> dict[str, Any]:
    """All positions, the primary one first. A company that the person may not see hides its position too."""
    found = Position.objects.filter(contact=contact).order_by("-primary", "pk")
    return {"position": found.values(
        "pk", "primary", "title", "notice", "contact_id", "company_id", "company__name", "address_id",
    )}  # fmt: skip


def subline(values: Mapping[str, Any]) -> list[str]:
    """Position and company."""
    return ["position", "company"]


FACES["contact"] = Face(
    rows=rows,
    related="contacts/related.html",
    subline=subline,
    picture="photo_id",
    full_name=lambda contact: contact.full_name,
)
