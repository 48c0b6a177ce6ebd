"""Addresses for the operator's staff, below /operator/."""

from __future__ import annotations

from django.urls import path

from kept.console import home, undertaking

app_name = "operator"

urlpatterns = [
    path("", home.home, name="home"),
    path("undertaking/", undertaking.undertaking, name="undertaking"),
]
