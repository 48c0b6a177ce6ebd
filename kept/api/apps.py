"""The API as a Django application."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "kept.api"
    label = "api"
