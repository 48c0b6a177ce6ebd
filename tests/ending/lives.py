"""An instance that lived long ago, so that the database's own clock lets its end come."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.apps import apps

from kept.policy import clock
from kept.tenancy.fence import fenced_models
from kept.tenancy.models import Instance
from kept.tenancy.opening import system

LONG_AGO = datetime.fromisoformat("2020-03-02T10:00+00:00")


def at(days: float = 0) -> Any:
    """So many days after that day."""
    return clock.moved(LONG_AGO + timedelta(days=days))


def rows_of(instance: int) -> dict[str, int]:
    """How many rows an instance has, by table, of all that belongs to one."""
    with system("tests", instance):
        found = {
            model._meta.label_lower: model.objects.filter(instance_id=instance).count() for model in fenced_models()
        }
    return {label: number for label, number in found.items() if number}


def contents_of(instance: int) -> dict[str, list[Any]]:
    """Every row of it, letter by letter, but for the log, which goes on."""
    found: dict[str, list[Any]] = {}
    with system("tests", instance):
        for model in fenced_models():
            if model._meta.app_label not in ("audit", "sealing"):
                found[model._meta.label_lower] = sorted(map(str, model.objects.filter(instance_id=instance).values()))
    return found


def state_of(instance: int) -> Instance:
    """The instance as the database has it now."""
    with system("tests"):
        return Instance.objects.get(pk=instance)


def has(label: str, instance: int) -> bool:
    """Whether any row of a kind is there."""
    with system("tests", instance):
        return bool(apps.get_model(label).objects.filter(instance_id=instance).exists())
