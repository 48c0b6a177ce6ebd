"""Conditions: what is asked of a list, tested, and the records that answer it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.crm.nouns import ordering, walking
from kept.crm.nouns.asking import BY_NAME, Asked, Condition
from kept.crm.nouns.fields import Field, Invalid
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.vocabulary import Vocabulary
from kept.crm.records.finding import MOST, ids, narrowed
from kept.crm.records.words import digits, escape, fold

IN_GENERAL = ("empty", "filled")  # operators that ask for no value
IN_TIME = ("date", "moment", "touch")


def sound(noun: Noun, words: Vocabulary, fields: Mapping[str, Field], asked: Asked) -> tuple[Asked, list[str]]:
    """What of a question this list can answer, and a sentence for each thing that it cannot."""
    wrong: list[str] = []
    good = []
    for condition in asked.conditions:
        try:
            test(fields, condition, words)
            good.append(condition)
        except Invalid as error:
            wrong.append(_("Filter left out: %(why)s") % {"why": error})
    asked = replace(asked, conditions=tuple(good), columns=tuple(name for name in asked.columns if name in fields))
    for check, mended in (
        (ordering.order_path, {"order": BY_NAME, "descending": False, "after": ""}),
        (ordering.after, {"after": ""}),
    ):
        try:
            check(fields, asked)
        except Invalid as error:
            wrong.append(str(error))
            asked = replace(asked, **mended)
    return asked, wrong


def test(fields: Mapping[str, Field], condition: Condition, words: Vocabulary) -> Q:
    """One condition as the query has it. Raises Invalid for a field, an operator or a value that cannot be."""
    one = fields.get(condition.field)
    if one is None or not one.filterable or condition.operator not in one.operators:
        raise Invalid(_("This list has no filter “%(name)s”.") % {"name": f"{condition.field} {condition.operator}"})
    if condition.operator not in IN_GENERAL and not condition.value.strip("| \t\r\n"):
        raise Invalid(_("Say what to look for in “%(field)s”.") % {"field": one.label})
    value = in_days(condition.value) if one.kind in IN_TIME else condition.value
    try:
        return one.condition(condition.operator, value, words)
    except OverflowError:
        raise Invalid(_("“%(value)s” is beyond what can be compared.") % {"value": condition.value[:60]}) from None


def in_days(value: str) -> str:
    """`90d` is the day 90 days ago, so that a saved view goes with the time. Other values stay as they are."""
    days = value[:-1]
    if not (value.endswith("d") and days.isascii() and days.isdigit() and len(days) < 6):
        return value
    return (timezone.localdate() - dt.timedelta(days=int(days))).isoformat()


def matching(noun: Noun, access: Access, words: Vocabulary, fields: Mapping[str, Field], asked: Asked) -> Any:
    """The queryset of all records that a person may see and asks for. Raises Invalid for a bad condition."""
    queryset = noun.model.objects.kept().visible_to(access)
    tests = []
    for condition in asked.conditions:
        one = fields.get(condition.field)
        there = walking.held(noun, one) if one is not None and condition.operator in IN_GENERAL else None
        if there is not None:
            tests.append(Q(there) if condition.operator == "filled" else ~Q(there))
            continue
        asked_of = test(fields, condition, words)
        one = fields[condition.field]
        tests.append(noun.said_of(one, asked_of))
        queryset = noun.joined(queryset, [one.column, getattr(one, "shown", "")])
    if tests:
        together = tests[0]
        for other in tests[1:]:
            together = together | other if asked.any else together & other
        queryset = queryset.filter(together)
    if not asked.any:
        queryset = _led_by_index(noun, fields, asked, queryset)
    return narrowed(queryset, asked.words) if asked.words else queryset


def _led_by_index(noun: Noun, fields: Mapping[str, Field], asked: Asked, queryset: Any) -> Any:
    """Where the words of a record hold what a condition asks for, the index of words finds the few that can answer."""
    found_by = {*noun.model.searched_by, *noun.model.phones, *getattr(noun.model, "searched_in_parts", ())}
    likes = [like for one in asked.conditions if (like := _like(fields[one.field], one, found_by))]
    if not likes:
        return queryset
    few = ids(noun.model, likes)
    return queryset.filter(pk__in=few) if len(few) < MOST else queryset


def _like(one: Field, condition: Condition, found_by: set[str]) -> str:
    """A pattern that the words of every answer hold; "" when there is none."""
    value = condition.value
    if one.kind == "tags" and condition.operator == "in" and "|" not in value and "," not in value:
        return f"%#{escape(fold(value.strip()))};%"
    if one.name not in found_by or condition.operator not in ("has", "is", "starts"):
        return ""
    word = digits(value).lstrip("0") if one.kind == "phone" else fold(value.strip())
    return f"%{escape(word)}%" if len(word) > 2 else ""
