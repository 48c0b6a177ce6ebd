"""Long acts as a Django application."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "kept.crm.acts"
    label = "acts"
