"""What contacts and their positions do when their instance leaves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kept.crm.contacts.models import Contact
from kept.crm.records.found_again import words_of
from kept.crm.records.safe_values import links
from kept.privacy.leaving.shapes import scalars
from kept.privacy.leaving.travelling import travels

travels(
    "contacts.contact", words=_("contacts"), sheet=True, derived=("search", "sort_key"), fill=words_of(Contact),
    numbers=("origin_lead_id", "photo_id"),
    data={"custom": scalars}, wrong=links("website"),
    founding=True, founding_rows={"membership__isnull": False},
)  # fmt: skip
travels("contacts.position", sheet=True)
