"""Consent: may we? Choices, objections, restrictions and suppressions, by person and purpose."""

from __future__ import annotations

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    """Consent as a Django application."""

    name = "kept.consent"
    label = "consent"
