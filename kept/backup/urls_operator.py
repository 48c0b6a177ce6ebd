"""Addresses for the operator's staff, below /operator/backups/."""

from __future__ import annotations

from django.urls import path

from kept.backup import views

app_name = "backup_operator"

urlpatterns = [path("", views.overview, name="overview")]
