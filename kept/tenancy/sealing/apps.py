"""Sealing as a Django application: the log is closed minute by minute, so that a stroke from outside shows."""

from __future__ import annotations

from django.apps import AppConfig


class SealingConfig(AppConfig):
    """Its jobs and figures are found by themselves."""

    name = "kept.tenancy.sealing"
    label = "sealing"
