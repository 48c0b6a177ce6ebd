"""The access log as a Django application."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "kept.audit"
    label = "audit"
