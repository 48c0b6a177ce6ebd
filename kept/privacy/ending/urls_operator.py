"""Addresses for the operator's staff, below /operator/ending/."""

from __future__ import annotations

from django.urls import path

from kept.privacy.ending import pages_operator

app_name = "ending_operator"

urlpatterns = [
    path("", pages_operator.overview, name="list"),
    path("ask/", pages_operator.ask, name="ask"),
    path("<int:id>/back/", pages_operator.take_back, name="take_back"),
]
