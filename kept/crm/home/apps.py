"""Home as a Django application, for its templates. It has no models."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "kept.crm.home"
    label = "home"
