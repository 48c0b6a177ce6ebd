"""The clocks as a system check: service data that would be held for ever stop the program from starting."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register

from kept.privacy.retention.clocks import clocks_missing


@register("kept")
def every_holding_has_a_clock(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """One error for each purpose of a model whose end cannot be read from its rows."""
    return [Error(wrong, id="kept.E002") for wrong in clocks_missing(apps.get_models(include_auto_created=True))]
