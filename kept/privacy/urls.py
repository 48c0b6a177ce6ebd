"""Where the notice and its proof stand, to read and for a machine to read."""

from __future__ import annotations

from django.urls import path

from kept.privacy import notice, trust
from kept.privacy.processing import pages

app_name = "privacy"

urlpatterns = [
    path("privacy", notice.page_of_notice, name="notice"),
    path("privacy.json", notice.data_of_notice, name="notice_data"),
    path("trust", trust.page_of_trust, name="trust"),
    path("trust.json", trust.data_of_trust, name="trust_data"),
    path("operator/processing/", pages.record, name="record"),
    path("operator/processing/<slug:form>/", pages.taken, name="record_taken"),
    path("<slug:instance>/privacy/map/", pages.map_of_instance, name="map"),
]
