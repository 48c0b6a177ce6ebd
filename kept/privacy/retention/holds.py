"""Hold: why a row stays although its time is over, until when, and who said so. Released, it goes with the next run."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kept.identity.models import User
from kept.policy import clock
from kept.policy.holdings import NoPersonalData, holding_of
from kept.policy.keeps import keeps


class HoldReason(models.TextChoices):
    """Why a row may be kept beyond its term. There is no other reason (GDPR, articles 17 (3) and 18 (1))."""

    CLAIM = "claim", _("a legal claim is made, exercised or defended")
    AUTHORITY = "authority", _("an authority or a court ordered it")
    REQUEST = "request", _("a request of the person is being handled")
    DISPUTE = "dispute", _("the person disputes the data or asked to have them kept")


class Hold(models.Model):
    """One hold on one row, and on what speaks of the same person through it."""

    holds = NoPersonalData(because="a kind and a number of a record, a reason from a list; the person is a reference")

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(_("Kind of record"), max_length=80)  # label of the model
    key = models.CharField(_("Its number"), max_length=64)
    reason = models.CharField(_("Reason"), max_length=16, choices=HoldReason.choices)
    since = models.DateTimeField()
    until = models.DateField(_("Last day"), null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["kind", "key"], name="hold_on")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    def stands(self, day: date) -> bool:
        """Whether it keeps the row on a day."""
        return self.released_at is None and (self.until is None or day <= self.until)

    def release(self, *, by: Any, at: datetime | None = None) -> None:
        """End it. What is over goes with the next run."""
        self.released_at, self.released_by_id = at or clock.now(), by
        self.save(update_fields=["released_at", "released_by"])


def standing(day: date) -> Any:
    """The holds that stand on a day."""
    return Hold.objects.filter(Q(until=None) | Q(until__gte=day), released_at=None)


@keeps("L1", "L2", "L6")
def held(model: Any, day: date) -> Q:
    """The rows of a model that a hold keeps: the row itself, or the person it speaks of."""
    found = Q(pk__in=_keys(model, day))
    way = way_to_person(model)
    if way is not None:
        path, person = way
        if keys := _keys(person, day):
            found |= Q(**{f"{path}__in": keys})
    return found


def way_to_person(model: Any) -> tuple[str, Any] | None:
    """(path, model): how a row refers to the person it speaks of, when that is a row too."""
    current, path = model, holding_of(model).person  # type: ignore[union-attr]
    if path in ("self", None):
        return None
    try:
        for name in path.split("__"):
            current = current._meta.get_field(name).related_model
    except FieldDoesNotExist:
        return None
    return (path, current) if current is not None else None


def _keys(model: Any, day: date) -> list[Any]:
    texts = standing(day).filter(kind=model._meta.label_lower).values_list("key", flat=True)
    return [key for key in (key_of(model, text) for text in texts) if key is not None]


def key_of(model: Any, text: str) -> Any:
    """A key as it was typed, or None for what cannot be one."""
    try:
        return model._meta.pk.to_python(text)
    except (ValidationError, ValueError):
        return None
