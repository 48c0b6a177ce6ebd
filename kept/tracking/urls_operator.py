"""Addresses for the operator's staff: the request log, errors, statistics."""

from __future__ import annotations

from django.urls import path

from kept.tracking import pages_requests

app_name = "tracking_operator"

urlpatterns = [
    path("requests-log/", pages_requests.requests, name="requests"),
]
