"""What a row holds when its person is gone, worked out from what the model says it holds."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kept.policy.controller import in_force
from kept.policy.holdings import holding_of
from kept.privacy.erasure.ways import is_email, is_person

NAMES = ("last_name", "full_name", "name", "title")  # the first of these that a row must have tells what happened
LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@cache
def kept_by_law(model: Any) -> dict[str, str]:
    """Field to purpose, for the fields that a law keeps against a request for erasure."""
    holds = holding_of(model)
    if holds is None:
        return {}
    purposes = [in_force().purpose(one) for one in holds.purposes]
    lawful: dict[str, str] = {}
    for purpose in purposes:
        for field, category in holds.personal.items():
            if purpose.law is not None and purpose.allows(category):
                lawful.setdefault(field, purpose.id)
    return lawful


def fields_to_empty(model: Any) -> list[Any]:
    """The personal fields that no law keeps."""
    lawful = kept_by_law(model)
    return [model._meta.get_field(name) for name in holding_of(model).personal if name not in lawful]  # type: ignore[union-attr]


def nothing(field: Any) -> Any:
    """What a field holds when it holds nothing."""
    if field.null:
        return None
    if isinstance(field, models.CharField | models.TextField):
        return ""
    if isinstance(field, models.DateTimeField):
        return LONG_AGO
    if isinstance(field, models.DateField):
        return LONG_AGO.date()
    return field.get_default()


def emptied(model: Any, pk: Any = None) -> dict[str, Any]:
    """Attribute to value of a row whose person is gone. With a key, of that row: it is named by its number."""
    row = model(pk=pk) if pk is not None else model()
    fields = fields_to_empty(model)
    for field in fields:
        setattr(row, field.attname, _unique(field, pk) if field.unique else nothing(field))
    _name(row, fields, pk)
    if hasattr(row, "index"):
        row.index()
    return {field.attname: getattr(row, field.attname) for field in fields}


def _unique(field: Any, pk: Any) -> str:
    return f"anonymised-{pk}@anonymised.invalid" if is_email(field) else f"anonymised-{pk}"


def _name(row: Any, fields: list[Any], pk: Any) -> None:
    for name in NAMES:
        field = next((one for one in fields if one.name == name), None)
        if field is not None and not field.blank:
            word = _("anonymised") if pk is None else _("Anonymised %(number)s") % {"number": pk}
            setattr(row, field.attname, word[: field.max_length])
            return


def besides(model: Any) -> dict[str, Any]:
    """What else is set on a row whose person is gone: what the model says, and that it was done."""
    then = holding_of(model).then  # type: ignore[union-attr]
    values = {name: value() if callable(value) else value for name, value in then.items()}
    names = {field.name for field in model._meta.local_concrete_fields} | {f.name for f in model._meta.concrete_fields}
    for name in ("anonymised_at", "forgotten_at", "updated_at"):
        if name in names and name not in holding_of(model).personal:  # type: ignore[union-attr]
            values[name] = timezone.now()
    if "version" in names:
        values["version"] = F("version") + 1
    return values


def not_empty(model: Any) -> Q:
    """The rows that still say something of their person, for models whose empty rows are all alike."""
    alike = Q()
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            alike |= Q(**{name: value for name, value in _spoken(model).items() if value is not None}) & Q(
                **{f"{name}__isnull": True for name, value in _spoken(model).items() if value is None}
            )
    return ~alike


def _spoken(model: Any) -> dict[str, Any]:
    """The values of an empty row; what `then` sets is as good as empty."""
    then = holding_of(model).then  # type: ignore[union-attr]
    return {name: value for name, value in emptied(model).items() if name not in then}


def is_empty(model: Any, pk: Any, values: dict[str, Any]) -> bool:
    """Whether a row that is a person says nothing of them any more, in whatever language it was emptied."""
    then = holding_of(model).then  # type: ignore[union-attr]
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            wanted = {name: value for name, value in emptied(model, pk).items() if name not in then}
        if all(values[name] == value for name, value in wanted.items()):
            return True
    return False


def one_by_one(model: Any) -> bool:
    """Whether an empty row bears its own number, so that rows are emptied one by one."""
    return is_person(model) or any(field.unique for field in fields_to_empty(model))
