"""Requests of persons: the portal, the desk, clocks, answers."""

from __future__ import annotations

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    """Requests of persons as a Django application."""

    name = "kept.privacy.requests"
    label = "requests"
