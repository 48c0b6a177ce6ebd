"""All addresses. A first segment that is none of these is an instance's slug."""

from __future__ import annotations

from django.urls import path

from kept.server.health import healthz, readyz

urlpatterns: list[object] = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
