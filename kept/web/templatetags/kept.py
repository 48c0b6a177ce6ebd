"""`{% load kept %}`: icons, the brand, and the filters for dates, numbers, money and phones."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django import template
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from kept.web import formats
from kept.web.icons import icon

register = template.Library()

register.simple_tag(icon, name="icon")

register.filter("initials", formats.initials)
register.filter("moment", formats.moment)
register.filter("when", formats.when)
register.filter("day", formats.day)
register.filter("long_day", formats.long_day)
register.filter("exact", formats.exact)
register.filter("number", formats.number)
register.filter("phone", formats.phone)


@register.filter
def money(value: float | Decimal | None, currency: str) -> str:
    """`{{ deal.value|money:deal.currency }}`."""
    return formats.money(value, currency)


@register.filter
def iso(value: dt.datetime | dt.date | None) -> str:
    """For `datetime` attributes."""
    return value.isoformat() if value else ""


@register.filter
def spoken(field: BoundField) -> SafeString:
    """The field with its label said but not shown, for cells that stand under a head."""
    return field.as_widget(attrs={"aria-label": str(field.label)})


@register.simple_tag
def brand() -> str:
    """The name that the operator gave the service."""
    return str(getattr(settings, "BRAND", "Kept"))
