"""Addresses of the keys for the operator's staff, below /operator/keys/."""

from __future__ import annotations

from django.urls import path

from kept.backup import keys_page

app_name = "keys_operator"

urlpatterns = [
    path("", keys_page.overview, name="overview"),
    path("confirm/", keys_page.confirm, name="confirm"),
    path("rotate/", keys_page.rotate, name="rotate"),
]
