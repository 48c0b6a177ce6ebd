"""Tenancy as a Django application."""

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "kept.tenancy"
    label = "tenancy"
