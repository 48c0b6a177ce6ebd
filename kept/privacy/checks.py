"""The declarations as Django's system checks: a model that leaves a field unsaid stops the program from starting."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register

from kept.policy.checks import models_unsaid


@register("kept")
def declarations(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """One error for each thing that a model leaves unsaid."""
    models = apps.get_models(include_auto_created=True)
    return [Error(wrong, id="kept.E001") for wrong in models_unsaid(models)]
