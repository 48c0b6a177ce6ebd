"""Addresses for the operator's staff: the request log, errors, statistics."""

from __future__ import annotations

from django.urls import path

from kept.tracking import pages_errors, pages_requests, pages_statistics

app_name = "tracking_operator"

urlpatterns = [
    path("requests-log/", pages_requests.requests, name="requests"),
    path("statistics/", pages_statistics.overview, name="statistics"),
    path("errors/", pages_errors.errors, name="errors"),
    path("errors/<int:id>/", pages_errors.error, name="error"),
    path("errors/<int:id>/solve/", pages_errors.solve, name="solve"),
    path("errors/<int:id>/open/", pages_errors.reopen, name="open"),
]
