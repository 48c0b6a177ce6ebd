"""The tests of the kit look at pages, not at how their files are stored."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import override_settings

from kept.web.icons import icon

PLAIN = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture(autouse=True)
def files_under_their_own_names() -> Iterator[None]:
    icon.cache_clear()
    with override_settings(STORAGES=PLAIN):
        yield
    icon.cache_clear()
