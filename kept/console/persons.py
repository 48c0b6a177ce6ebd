"""The rows of service data that speak of a person with an address, as far as the operator's door reaches."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import Q

from kept.identity.user import normal_email
from kept.policy.holdings import ServiceData, holding_of
from kept.privacy.erasure.ways import email_fields


def keys_of(email: str) -> dict[str, list[Any]]:
    """Keys by model label of all rows outside instances in which the address stands."""
    wanted = normal_email(email)
    found: dict[str, list[Any]] = {}
    models: list[Any] = list(apps.get_models())
    for model in models:
        if not _reached_from_here(model) or not wanted:
            continue
        condition = Q()
        for column in email_fields(model):
            condition |= Q(**{f"{column}__iexact": wanted})
        if condition:
            keys = list(model.objects.filter(condition).values_list("pk", flat=True)[:200])
            if keys:
                found[model._meta.label_lower] = keys
    return found


def _reached_from_here(model: Any) -> bool:
    """Whether the operator's role may read the table: service data that does not lie in instances."""
    if not isinstance(holding_of(model), ServiceData) or model._meta.proxy:
        return False
    return not getattr(model, "fence", False) or bool(getattr(model, "outside_allowed", False))
