"""Addresses for the operator's staff, below /operator/."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "desk_operator"

urlpatterns: list[URLPattern] = []
