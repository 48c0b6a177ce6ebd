"""`{% load kept %}`: icons, the brand, and the filters for dates, numbers, money and phones."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache

from django import template
from django.conf import settings
from django.forms.boundfield import BoundField
from django.template import Context
from django.template.base import FilterExpression, Parser, Token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kept.web import formats, rooms
from kept.web.icons import icon

register = template.Library()


@register.tag("icon")
def draw_icon(parser: Parser, token: Token) -> template.Node:
    """`{% icon "phone" %}`, `{% icon item.icon "push" %}`."""
    _, *words = token.split_contents()
    return Icon([parser.compile_filter(word) for word in words])


class Icon(template.Node):
    """An icon. When its name is written out, it is drawn once and then is as cheap as text."""

    def __init__(self, words: list[FilterExpression]) -> None:
        self.words = words
        self.is_fixed = all(not isinstance(word.var, template.Variable) for word in words)
        self.drawn: SafeString | None = None

    def render(self, context: template.Context) -> SafeString:
        if self.drawn is not None:
            return self.drawn
        drawn = icon(*(word.resolve(context) for word in self.words))
        if self.is_fixed:
            self.drawn = drawn
        return drawn


@register.simple_tag
def fixed(name: str) -> SafeString:
    """A part that is the same on every page, for everybody who reads the same language."""
    return in_language(name, get_language() or "")


@lru_cache(maxsize=32)
def in_language(name: str, language: str) -> SafeString:
    return render_to_string(name)


@register.inclusion_tag("parts/tabs.html", takes_context=True)
def privacy_tabs(context: template.Context) -> dict[str, object]:
    """The tabs of an instance's privacy pages."""
    return {"label": _("Privacy"), "tabs": rooms.privacy_tabs(context["request"])}


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
    """For `datetime` attributes, which know thousandths of a second and no more."""
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="milliseconds")
    return value.isoformat() if value else ""


@register.filter
def spoken(field: BoundField) -> SafeString:
    """The field with its label said but not shown, for cells that stand under a head."""
    return field.as_widget(attrs={"aria-label": str(field.label)})


@register.simple_tag
def brand() -> str:
    """The name that the operator gave the service."""
    return str(getattr(settings, "BRAND", "Kept"))


@register.simple_tag(takes_context=True)
def signed_in(context: Context) -> bool:
    """Whether somebody is known to be signed in, without asking: a page for what went wrong asks no database."""
    user = getattr(context.get("request"), "_cached_user", None)
    return bool(user and user.is_authenticated)
