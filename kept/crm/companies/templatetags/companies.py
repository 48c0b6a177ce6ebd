"""`{% load companies %}`: an address in a line, a relation in a word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import get_language

from kept.crm.companies.models import LinkKind
from kept.crm.nouns.countries import country_name

register = template.Library()


@register.filter
def in_a_line(address: Mapping[str, Any]) -> str:
    """Street, postcode and city, region, country."""
    city = f"{address['zip_code']} {address['city']}".strip()
    country = country_name(address["country"], (get_language() or "en").split("-")[0]) if address["country"] else ""
    return ", ".join(part for part in (address["street"], city, address["province"], country) if part)


@register.filter
def link_kind(kind: str) -> str:
    """What the other company is."""
    return str(LinkKind(kind).label)
