"""What companies, their addresses and links do when their instance leaves."""

from __future__ import annotations

from kept.privacy.leaving.shapes import scalars, texts
from kept.privacy.leaving.travelling import travels

travels(
    "companies.company", sheet=True, derived=("search", "sort_key"), numbers=("origin_lead_id", "logo_id"),
    data={"custom": scalars},
)  # fmt: skip
travels("companies.address", sheet=True, data={"external_ids": texts})
travels("companies.companylink", sheet=True)
