"""Addresses for members of an instance, below /<instance>/privacy/."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "erasure_instance"

urlpatterns: list[URLPattern] = []
