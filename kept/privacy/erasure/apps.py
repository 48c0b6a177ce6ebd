"""Finding, exporting and erasing a person over every store, with certificate and ledger."""

from __future__ import annotations

from django.apps import AppConfig


class ErasureConfig(AppConfig):
    """Finding, exporting and erasing a person over every store, with certificate and ledger as a Django application."""

    name = "kept.privacy.erasure"
    label = "erasure"
