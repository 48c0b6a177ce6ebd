"""Filters: the chips of those in force, and the form that adds one, with the right control for each kind of field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.crm.nouns.asking import Condition
from kept.crm.nouns.conditions import IN_GENERAL, in_days, test
from kept.crm.nouns.conditions import IN_TIME as IN_TIME_KINDS
from kept.crm.nouns.doors import act
from kept.crm.nouns.fields import Field, Invalid
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.pages.list_open import OpenList
from kept.crm.records.words import fold
from kept.web.pages import go, page

OPERATORS = {
    "has": gettext_lazy("contains"),
    "is": gettext_lazy("is"),
    "not": gettext_lazy("is not"),
    "starts": gettext_lazy("begins with"),
    "in": gettext_lazy("is any of"),
    "empty": gettext_lazy("is empty"),
    "filled": gettext_lazy("is filled in"),
    "lt": gettext_lazy("less than"),
    "le": gettext_lazy("at most"),
    "gt": gettext_lazy("more than"),
    "ge": gettext_lazy("at least"),
    "between": gettext_lazy("between"),
}
IN_TIME = {
    "is": gettext_lazy("on"),
    "lt": gettext_lazy("before"),
    "le": gettext_lazy("until"),
    "gt": gettext_lazy("after"),
    "ge": gettext_lazy("since"),
}
INPUTS = {"date": "date", "moment": "date", "touch": "date", "time": "time"}


@dataclass(slots=True)
class Chip:
    """A filter in force."""

    label: str
    value: str
    remove_url: str


def chips(open_list: OpenList) -> list[Chip]:
    """The filters in force, each with the address without it."""
    asked = open_list.asked
    found = []
    for condition in asked.conditions:
        one = open_list.fields[condition.field]
        others = tuple(other for other in asked.conditions if other is not condition)
        found.append(Chip(str(one.label), said(one, condition, open_list), open_list.link(conditions=others)))
    return found


def said(one: Field, condition: Condition, open_list: OpenList) -> str:
    """A condition in words: “contains papír”, “CZ, DE”, “before 1 Jan 2026”."""
    name = operator_name(one, condition.operator)
    if condition.operator in IN_GENERAL:
        return name
    values = [_value(one, part, open_list) for part in condition.value.split("|")]
    if condition.operator == "in":
        return ", ".join(values)
    if condition.operator == "between":
        return _("%(low)s to %(high)s") % {"low": values[0] or "…", "high": (values + [""])[1] or "…"}
    return f"{name} {' / '.join(values)}"


def _value(one: Field, raw: str, open_list: OpenList) -> str:
    if in_days(raw) != raw and one.kind in IN_TIME_KINDS:
        return _("%(n)s days ago") % {"n": raw[:-1]}
    if raw == "me" and one.kind == "member":
        return _("me")
    if one.kind in ("text", "reference", "tags"):
        return raw
    try:
        value = one.clean(raw, open_list.words)
        return (_("yes") if value else _("no")) if one.kind == "flag" else one.show(value, open_list.words) or raw
    except (Invalid, OverflowError):
        return raw


def operator_name(one: Field, operator: str) -> str:
    """An operator as people say it of such a field."""
    if one.kind in (*IN_TIME_KINDS, "time"):
        return str(IN_TIME.get(operator, OPERATORS[operator]))
    return str(OPERATORS[operator])


@act("view")
def filter_page(request: HttpRequest, noun: Noun) -> HttpResponse:
    """Choose a field, then how it compares, then go back to the list with one more filter."""
    open_list = OpenList.of(request, noun)
    fields = filterable(open_list)
    one = open_list.fields.get(request.GET.get("field", ""))
    if one not in fields:
        one = None
    error = ""
    operator = request.GET.get("op", "")
    if one and operator in one.operators:
        condition = Condition(one.name, operator, _raw(request, one, operator))
        try:
            _check(open_list, condition)
            wider = (*open_list.asked.conditions, condition)
            return go(open_list.link(conditions=wider), request=request)
        except Invalid as wrong:
            error = str(wrong)
    context = {
        "list": open_list, "noun": noun, "filterable": fields, "field": one, "error": error,
        "operators": [(name, operator_name(one, name)) for name in one.operators] if one else [],
        "operator": operator, "options": options(one, open_list) if one else [], "input": INPUTS.get(one.kind, "text") if one else "",
        "value": request.GET.get("value", ""), "value2": request.GET.get("value2", ""), "chosen": request.GET.getlist("value"), "title": _("Filter"),
    }  # fmt: skip
    return page(request, "nouns/list_filter.html", context)


def filterable(open_list: OpenList) -> list[Field]:
    """The fields that can be asked for, by label."""
    return sorted((one for one in open_list.fields.values() if one.filterable), key=lambda one: fold(str(one.label)))


def _check(open_list: OpenList, condition: Condition) -> None:
    test(open_list.fields, condition, open_list.words)


def _raw(request: HttpRequest, one: Field, operator: str) -> str:
    if operator in IN_GENERAL:
        return ""
    values = [value.replace("|", " ").replace("\x00", "").strip()[:200] for value in request.GET.getlist("value")]
    if operator == "between":
        return f"{(values + [''])[0]}|{request.GET.get('value2', '').replace('|', ' ').strip()[:200]}"
    if operator == "in" and one.kind in ("tags", "text", "email", "phone", "link", "country"):
        values = [part.strip() for value in values for part in value.split(",")]
    return "|".join(value for value in values if value)


def options(one: Field, open_list: OpenList) -> list[tuple[Any, str]]:
    """The values to choose from, when the field has a set of them."""
    if one.kind == "flag":
        return [("yes", _("yes")), ("no", _("no"))]
    like = getattr(one, "like", one)
    choices = list(like.options(open_list.words)) if hasattr(like, "options") else []
    choices = [(str(code), label) for code, label in choices]
    return [("me", _("me")), *choices] if one.kind == "member" else choices


def any_or_all(open_list: OpenList) -> str:
    """The address that asks for any of the filters instead of all, or the other way round."""
    return open_list.link(**{"any": not open_list.asked.any})


ROUTES = [("filter/", filter_page, "filter")]
