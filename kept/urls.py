"""All addresses. A first segment that is none of these is an instance's slug."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from kept.server import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("", include("kept.privacy.urls")),
    path("dev/", include("kept.web.urls")),
    path("api/", include("kept.api.urls")),
    path("<slug:instance>/", include("kept.crm.urls")),
]
