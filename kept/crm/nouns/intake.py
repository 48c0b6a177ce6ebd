"""Intake: values cleaned on their way in; an address that asked to be left alone does not come in again (R6, L4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kept.consent import suppression
from kept.crm.nouns.fields import EMPTY, Field, Invalid
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.vocabulary import Vocabulary
from kept.policy.keeps import keeps
from kept.tenancy.models import current_instance_id
from kept.web.refused import Refused


@dataclass
class Errors(Exception):
    """What was wrong with the values, by field; "" is for the record as a whole."""

    by_field: dict[str, str] = field(default_factory=dict)


def clean(
    noun: Noun, fields: Mapping[str, Field], raw: Mapping[str, Any], words: Vocabulary, *, new: bool
) -> dict[str, Any]:
    """Clean values by field name. Unknown and forbidden names are not there. Raises Errors with all that is wrong."""
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, one in fields.items():
        if name not in raw and not (new and one.required):
            continue
        try:
            if not one.editable:
                raise Invalid(_("This cannot be changed here."))
            values[name] = one.clean(raw.get(name), words)
            if one.required and values[name] in EMPTY:
                raise Invalid(_("This is needed."))
        except Invalid as error:
            wrong[name] = str(error)
    if new and not wrong:
        wrong = left_alone(fields, values)
    if wrong:
        raise Errors(wrong)
    return values


def says() -> str:
    """The sentence for who typed, sent or imported it."""
    return _("Whoever has this address asked not to be kept or contacted. It can come in again when they agree anew.")


@keeps("L4", "R6")
def left_alone(fields: Mapping[str, Field], values: Mapping[str, Any]) -> dict[str, str]:
    """The fields with an address that asked to be left alone, each with the sentence. Asks only if there is one."""
    emails = {name: values[name] for name in values if values[name] and is_email(fields.get(name))}
    if not emails:
        return {}
    stopped = suppression.suppressed_among(emails.values(), instance_id=current_instance_id())
    return {name: says() for name, email in emails.items() if email in stopped}


def refuse_left_alone(fields: Mapping[str, Field], values: Mapping[str, Any]) -> None:
    """Raise Refused for a change that would bring such an address in."""
    if left_alone(fields, values):
        raise Refused(says(), promise="R6")


def is_email(one: Field | None) -> bool:
    """Whether a field holds an address."""
    return one is not None and one.kind == "email"
