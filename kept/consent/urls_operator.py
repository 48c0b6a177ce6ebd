"""Addresses for the operator's staff, below /operator/."""

from __future__ import annotations

from django.urls import path

from kept.consent import operator_pages

app_name = "consent_operator"

urlpatterns = [
    path("", operator_pages.home, name="home"),
    path("person/", operator_pages.person, name="person"),
    path("<uuid:record>/", operator_pages.proof, name="proof"),
]
