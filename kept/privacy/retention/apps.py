"""Retention: clocks, the plan of what goes when, the daily run, holds."""

from __future__ import annotations

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """Retention as a Django application."""

    name = "kept.privacy.retention"
    label = "retention"
