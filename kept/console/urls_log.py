"""The address of the log, /operator/log/."""

from __future__ import annotations

from django.urls import path

from kept.console import log

app_name = "log"

urlpatterns = [path("", log.log, name="list")]
