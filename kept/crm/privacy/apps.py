"""The instance's privacy pages as a Django application. No models: they show what the others declare."""

from django.apps import AppConfig


class CrmPrivacyConfig(AppConfig):
    name = "kept.crm.privacy"
    label = "crm_privacy"
