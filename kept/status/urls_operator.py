"""Addresses for the operator's staff, below /operator/status/."""

from __future__ import annotations

from django.urls import path

from kept.status import desk

app_name = "status_operator"

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("new/", desk.new, name="new"),
    path("<int:id>/", desk.incident, name="incident"),
]
