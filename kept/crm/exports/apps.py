"""Exports as a Django application."""

from django.apps import AppConfig


class Config(AppConfig):
    name = "kept.crm.exports"
    label = "exports"
