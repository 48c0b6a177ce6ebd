"""All addresses. A first segment that is none of these is an instance's slug."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from kept.crm.home.views import home
from kept.server import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("", include("kept.public.urls")),
    path("", include("kept.identity.urls")),
    path("", include("kept.privacy.urls")),
    path("dev/mail/", include("kept.outside.urls")),
    path("dev/", include("kept.web.urls")),
    path("api/", include("kept.api.urls")),
    path("<slug:instance>/", home, name="home"),
    path("<slug:instance>/", include("kept.grants.urls")),
    path("<slug:instance>/", include("kept.crm.urls")),
]

handler400 = "kept.web.errors.bad_request"
handler403 = "kept.web.errors.permission_denied"
handler404 = "kept.web.errors.not_found"
handler429 = "kept.web.errors.too_many"
handler500 = "kept.server.away.server_error"
