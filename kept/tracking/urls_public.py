"""Addresses for anybody."""

from __future__ import annotations

from django.urls import path

from kept.tracking import pages_public, reports

app_name = "tracking"

urlpatterns = [
    path("statistics", pages_public.statistics, name="statistics"),
    path("statistics.json", pages_public.statistics_data, name="statistics_data"),
    path("reports/csp", reports.report, name="csp"),
]
