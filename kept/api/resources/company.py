"""company: companies on the wire."""

from __future__ import annotations

from kept.api import filters
from kept.api.resource import Resource
from kept.api.resources.addresses import ADDRESSES
from kept.api.resources.attached import external_ids, files, titles
from kept.crm.companies.noun import COMPANIES

COMPANY = Resource(
    noun=COMPANIES,
    omit_in_lists=("salutation", "employeesNumber", "legalForm", "socialNetworkContact"),
    attached=(ADDRESSES, titles("company_id"), files("company_id"), external_ids("company")),
    filters=filters.common("company_id"),
    tolerated=("addresses",),
    required=("rating", "state", "role"),
)
