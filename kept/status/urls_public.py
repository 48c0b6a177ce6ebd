"""Addresses for anybody."""

from __future__ import annotations

from django.urls import path

from kept.status import metrics, pages

app_name = "status"

urlpatterns = [
    path("status", pages.status, name="status"),
    path("status.atom", pages.feed, name="feed"),
    path("metrics", metrics.metrics, name="metrics"),
]
