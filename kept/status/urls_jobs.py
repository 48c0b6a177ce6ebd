"""Addresses for the operator's staff, below /operator/jobs/."""

from __future__ import annotations

from django.urls import path

from kept.status import dead_letters

app_name = "status_jobs"

urlpatterns = [
    path("", dead_letters.overview, name="overview"),
    path("<int:id>/retry/", dead_letters.retry, name="retry"),
    path("<int:id>/drop/", dead_letters.drop, name="drop"),
]
