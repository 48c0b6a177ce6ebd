"""The gate to the outside as a Django application."""

from django.apps import AppConfig


class OutsideConfig(AppConfig):
    name = "kept.outside"
    label = "outside"
