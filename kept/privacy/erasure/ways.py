"""Ways from a person to their rows, read from what the models say they hold. Nothing here knows a model by name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q

from kept.policy.holdings import InstanceData, ServiceData, holding_of
from kept.policy.stores import Subject

SELF, KEY, EMAIL, RECORD = "self", "key", "email", "record"
MOST_STEPS = 6


class Unreachable(TypeError):
    """A model says something of people, and there is no way from a person to its rows."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way: along `path` stands a key of `label`'s rows, or an e-mail address. `before`: ways that come first."""

    kind: str
    path: str = "pk"
    label: str = ""
    before: tuple[str, ...] = ()

    def condition(self, model: Any, subject: Subject) -> Q | None:
        """The rows of the model that belong to the subject by this way, or None when it leads nowhere."""
        found = self._condition(model, subject)
        if found is None:
            return None
        for path in self.before:
            found &= Q(**{f"{path}__isnull": True})
        return found

    def _condition(self, model: Any, subject: Subject) -> Q | None:
        if self.kind == EMAIL:
            found = Q()
            for email in sorted(subject.emails):
                found |= Q(**{f"{self.path}__iexact": email})
            return found if subject.emails else None
        if self.kind == RECORD:
            return _of_records(subject)
        keys = subject.keys.get(self.label)
        return Q(**{f"{self.path}__in": keys}) if keys else None


def _of_records(subject: Subject) -> Q | None:
    found = Q()
    for label, keys in subject.keys.items():
        found |= Q(kind__in=kinds_of(label), record_id__in=keys)
    return found if subject.keys else None


@cache
def kinds_of(label: str) -> tuple[str, ...]:
    """The names under which a kind of record is spoken of in columns called `kind`."""
    meta = apps.get_model(label)._meta
    return (meta.model_name or "", meta.label_lower, meta.db_table)


@cache
def ways_of(model: Any) -> tuple[Way, ...]:
    """All ways to the rows of a model. Raises Unreachable for one that holds personal data and has none."""
    holds = holding_of(model)
    if holds is None or not holds.ways:
        return ()
    return tuple(way for place, name in enumerate(holds.ways) for way in _ways(model, name, holds.ways[:place], 0))


def _ways(model: Any, name: str, before: tuple[str, ...], steps: int) -> Iterator[Way]:
    label = model._meta.label_lower
    if name == "self":
        yield Way(SELF, "pk", label, before)
        return
    if name == "record":
        if not {"kind", "record_id"} <= {field.name for field in model._meta.local_fields}:
            raise Unreachable(f"{label} has no columns kind and record_id")
        yield Way(RECORD, before=before)
        return
    field = _field(model, name)
    if field.is_relation:
        yield from _over(model, name, field.related_model, before, steps)
    elif is_email(field):
        yield Way(EMAIL, name, before=before)
    elif name.endswith("user_id") and isinstance(field, models.BigIntegerField):
        yield Way(KEY, name, settings.AUTH_USER_MODEL.lower(), before)
    else:
        raise Unreachable(f"{label}: {name} leads to nobody")


def _over(model: Any, path: str, target: Any, before: tuple[str, ...], steps: int) -> Iterator[Way]:
    holds = holding_of(target)
    if steps > MOST_STEPS or holds is None or not holds.ways:
        raise Unreachable(f"{model._meta.label_lower}: {path} leads to {target._meta.label_lower}, which is nobody's")
    for name in holds.ways:
        for way in _ways(target, name, (), steps + 1):
            if way.kind in (SELF, KEY) and way.path == "pk":
                yield Way(KEY, path, way.label, before)
            elif way.kind in (KEY, EMAIL):
                yield Way(way.kind, f"{path}__{way.path}", way.label, before)
            else:
                raise Unreachable(f"{model._meta.label_lower}: {path} goes on over kind and record_id")


def _field(model: Any, path: str) -> Any:
    field: Any = None
    try:
        for step in path.split("__"):
            field = model._meta.get_field(step)
            model = field.related_model or model
    except FieldDoesNotExist as missing:
        raise Unreachable(f"{model._meta.label_lower} has no way {path}: {missing}") from missing
    return field


def is_email(field: Any) -> bool:
    """Whether a column holds an e-mail address."""
    return isinstance(field, models.EmailField) or (
        isinstance(field, models.CharField) and field.name in ("email", "email2")
    )


def email_fields(model: Any) -> tuple[str, ...]:
    """The personal columns of a model in which an e-mail address of its person stands."""
    holds = holding_of(model)
    return tuple(name for name in (holds.personal if holds else ()) if is_email(model._meta.get_field(name)))


def is_person(model: Any) -> bool:
    """Whether a row of the model is a person, and not only of one."""
    holds = holding_of(model)
    return holds is not None and "self" in holds.ways and not holds.store


def rows_of(model: Any, subject: Subject) -> Any:
    """The subject's rows of a model, in the open passage; None when no way leads there."""
    found = Q()
    led = False
    for way in ways_of(model):
        condition = way.condition(model, subject)
        if condition is not None:
            found, led = found | condition, True
    return model.objects.filter(found) if led else None


def personal_models(subject: Subject) -> list[Any]:
    """All models that may hold something of a subject of this controller, those furthest from the person first."""
    held = [m for m in apps.get_models() if not m._meta.proxy and _of(m, instance=bool(subject.instance_id))]
    return sorted(held, key=lambda model: (-_distance(model), model._meta.label_lower))


def _of(model: Any, *, instance: bool) -> bool:
    """Whether a model may hold something for this kind of controller."""
    holds = holding_of(model)
    if isinstance(holds, ServiceData):
        return not instance or of_its_place(model)
    return instance and isinstance(holds, InstanceData)


def of_its_place(model: Any) -> bool:
    """Whether the rows that lie in an instance are the customer's, and those outside the operator's: requests of persons,
    certificates. The log of doors is the operator's everywhere (D5)."""
    return bool(getattr(model, "outside_allowed", False)) and not getattr(model, "append_only", False)


def _distance(model: Any) -> int:
    paths = [way.path for way in ways_of(model)]
    if any(path == "pk" for path in paths):
        return 0
    return max((path.count("__") + 1 for path in paths), default=1)


def unreachable(candidates: list[Any]) -> list[str]:
    """What is wrong with the ways of these models: a sentence each."""
    wrong = []
    for model in candidates:
        try:
            if holding_of(model) is not None and not ways_of(model) and holding_of(model).personal:  # type: ignore[union-attr]
                wrong.append(f"{model._meta.label_lower} holds personal data and says not whose")
        except Unreachable as reason:
            wrong.append(str(reason))
    return wrong
