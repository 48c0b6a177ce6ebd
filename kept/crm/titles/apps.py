"""The noun as a Django application."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "kept.crm.titles"
    label = "titles"
