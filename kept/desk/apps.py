"""The support desk: correspondents, threads and channels."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The support desk as a Django application."""

    name = "kept.desk"
    label = "desk"
