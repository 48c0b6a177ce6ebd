"""Addresses for the operator's staff, below /operator/."""

from __future__ import annotations

from django.urls import include, path

from kept.console import home, undertaking

app_name = "operator"

urlpatterns = [
    path("", home.home, name="home"),
    path("undertaking/", undertaking.undertaking, name="undertaking"),
    path("undertaking/<int:id>/", undertaking.certificate, name="certificate"),
    path("staff/review/", include("kept.console.reviewing.urls")),
    path("staff/", include("kept.console.urls_staff")),
    path("announcements/", include("kept.console.announcing.urls")),
    path("disclosures/", include("kept.console.disclosing.urls")),
    path("log/", include("kept.console.urls_log")),
]
