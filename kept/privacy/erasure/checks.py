"""The ways to people as a Django system check: a model nobody can be reached in stops the program from starting."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register

from kept.policy.holdings import holding_of
from kept.policy.stores import stores
from kept.privacy.erasure.ways import unreachable


@register("kept")
def ways(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Every model that holds personal data has a way to its person, and its store exists."""
    models = list(apps.get_models(include_auto_created=True))
    return [Error(wrong, id="kept.E002") for wrong in [*unreachable(models), *without_store(models)]]


def without_store(models: list[Any]) -> list[str]:
    """Models that leave their rows to a store that does not exist."""
    known = {place.name for place in stores()}
    named = [(model._meta.label_lower, holding_of(model)) for model in models]
    return [
        f"{label} leaves its rows to the store {holds.store}, which does not exist"
        for label, holds in named
        if holds is not None and holds.store and holds.store not in known
    ]
