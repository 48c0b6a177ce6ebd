"""What companies, their addresses and links do when their instance leaves."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kept.crm.companies.models import Company
from kept.crm.records.found_again import index_again, words_of
from kept.crm.records.safe_values import links
from kept.privacy.leaving.shapes import anything, scalars
from kept.privacy.leaving.travelling import travels, when_all_are_there

travels(
    "companies.company", words=_("companies"), sheet=True, derived=("search", "sort_key"), fill=words_of(Company),
    numbers=("origin_lead_id", "logo_id"), data={"custom": scalars},
)  # fmt: skip
travels("companies.address", sheet=True, wrong=links("website"), data={"external_ids": anything})
travels("companies.companylink", sheet=True)


@when_all_are_there
def phones(_made: Any) -> None:
    """A company is found by the numbers in its addresses too."""
    index_again(Company.objects.filter(addresses__phone__gt="").distinct().prefetch_related("addresses"))
