"""Addresses of billing for the operator's staff, below /operator/billing/."""

from __future__ import annotations

from django.urls import URLPattern, path

from kept.billing import documents

app_name = "billing_operator"

urlpatterns: list[URLPattern] = [
    path("", documents.documents, name="documents"),
    path("new/", documents.new_document, name="new"),
]
