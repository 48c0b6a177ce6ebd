"""Where the notice stands, to read and for a machine to read."""

from __future__ import annotations

from django.urls import path

from kept.privacy import notice

app_name = "privacy"

urlpatterns = [
    path("privacy", notice.page_of_notice, name="notice"),
    path("privacy.json", notice.data_of_notice, name="notice_data"),
]
