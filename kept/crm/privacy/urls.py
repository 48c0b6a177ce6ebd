"""The instance's privacy pages."""

from __future__ import annotations

from django.urls import path

from kept.crm.privacy import handover, log, overview

app_name = "instance_privacy"

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("log/", log.log, name="log"),
    path("handover/", handover.take, name="handover"),
]
