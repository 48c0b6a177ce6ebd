"""The demo world as a Django application: a command, no models."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "kept.demo"
    label = "demo"
