"""All addresses. A first segment that is none of these is an instance's slug."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from kept.crm.home.views import home
from kept.server import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("api/", include("kept.api.urls")),  # asked most often, so looked for first
    path("", include("kept.public.urls")),
    path("", include("kept.identity.urls")),
    path("", include("kept.privacy.urls")),
    path("", include("kept.consent.urls_public")),
    path("", include("kept.privacy.notices.urls_public")),
    path("", include("kept.privacy.requests.urls_public")),
    path("", include("kept.privacy.erasure.urls_public")),
    path("", include("kept.privacy.ending.urls_public")),
    path("", include("kept.newsletter.urls_public")),
    path("", include("kept.desk.urls_public")),
    path("", include("kept.console.urls_public")),
    path("", include("kept.status.urls_public")),
    path("operator/", include("kept.console.urls_operator")),
    path("operator/lockbox/", include("kept.console.lockbox.urls_operator")),
    path("operator/consents/", include("kept.consent.urls_operator")),
    path("operator/notices/", include("kept.privacy.notices.urls_operator")),
    path("operator/retention/", include("kept.privacy.retention.urls_operator")),
    path("operator/requests/", include("kept.privacy.requests.urls_operator")),
    path("operator/erasure/", include("kept.privacy.erasure.urls_operator")),
    path("operator/keys/", include("kept.backup.urls_keys")),
    path("operator/ending/", include("kept.privacy.ending.urls_operator")),
    path("operator/newsletter/", include("kept.newsletter.urls_operator")),
    path("operator/desk/", include("kept.desk.urls_operator")),
    path("operator/billing/", include("kept.billing.urls_operator")),
    path("", include("kept.tracking.urls_public")),
    path("operator/", include("kept.tracking.urls_operator")),
    path("operator/backups/", include("kept.backup.urls_operator")),
    path("operator/status/", include("kept.status.urls_operator")),
    path("operator/jobs/", include("kept.status.urls_jobs")),
    path("dev/mail/", include("kept.outside.urls")),
    path("dev/", include("kept.web.urls")),
    path("<slug:instance>/", home, name="home"),
    path("<slug:instance>/", include("kept.grants.urls")),
    path("<slug:instance>/privacy/consents/", include("kept.consent.urls_instance")),
    path("<slug:instance>/privacy/terms/", include("kept.privacy.retention.urls_instance")),
    path("<slug:instance>/privacy/requests/", include("kept.privacy.requests.urls_instance")),
    path("<slug:instance>/privacy/erasure/", include("kept.privacy.erasure.urls_instance")),
    path("<slug:instance>/privacy/lockbox/", include("kept.console.lockbox.urls_instance")),
    path("<slug:instance>/settings/leaving/", include("kept.privacy.leaving.urls_instance")),
    path("<slug:instance>/settings/instance/end/", include("kept.privacy.ending.urls_instance")),
    path("<slug:instance>/settings/webhooks/", include("kept.api.webhooks.urls")),
    path("<slug:instance>/", include("kept.crm.urls")),
]

handler400 = "kept.web.errors.bad_request"
handler403 = "kept.web.errors.permission_denied"
handler404 = "kept.web.errors.not_found"
handler429 = "kept.web.errors.too_many"
handler500 = "kept.server.away.server_error"
