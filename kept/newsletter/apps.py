"""The newsletter: an e-mail alone, confirmed twice."""

from __future__ import annotations

from django.apps import AppConfig


class NewsletterConfig(AppConfig):
    """The newsletter as a Django application."""

    name = "kept.newsletter"
    label = "newsletter"
