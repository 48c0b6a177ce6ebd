"""Addresses for anybody."""

from __future__ import annotations

from django.urls import path

from kept.tracking import reports

app_name = "tracking"

urlpatterns = [
    path("reports/csp", reports.report, name="csp"),
]
