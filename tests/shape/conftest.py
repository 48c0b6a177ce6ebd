"""Models that tests of the shape make for a moment are forgotten after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps


@pytest.fixture(autouse=True)
def twins_are_forgotten() -> Iterator[None]:
    """They are made in the application of pages, which has no models of its own."""
    yield
    if apps.all_models["web"]:
        apps.all_models["web"].clear()
        apps.clear_cache()
