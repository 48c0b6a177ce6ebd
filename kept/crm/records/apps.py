"""The noun as a Django application."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "kept.crm.records"
    label = "records"
