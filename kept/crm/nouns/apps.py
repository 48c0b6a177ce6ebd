"""The anatomy of nouns as a Django application: it has pages and templates, and no tables."""

from django.apps import AppConfig


class NounsConfig(AppConfig):
    name = "kept.crm.nouns"
    label = "nouns"
