"""Addresses of reviews, below /operator/staff/review/."""

from __future__ import annotations

from django.urls import path

from kept.console.reviewing import pages

app_name = "reviewing"

urlpatterns = [
    path("", pages.reviews, name="list"),
    path("<int:id>/", pages.decide, name="decide"),
]
