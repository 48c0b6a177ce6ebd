"""Addresses for the operator's staff, below /operator/notices/."""

from __future__ import annotations

from django.urls import path

from kept.privacy.notices import desk

app_name = "notices_operator"

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("publish/", desk.publish, name="publish"),
]
