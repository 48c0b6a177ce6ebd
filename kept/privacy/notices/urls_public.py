"""Addresses for anybody."""

from __future__ import annotations

from django.urls import path

from kept.privacy.notices import archive

app_name = "notices"

urlpatterns = [
    path("privacy/versions/", archive.versions, name="versions"),
    path("privacy/versions/<int:number>", archive.version, name="version"),
    path("privacy/versions/<int:number>/changes", archive.changes, name="changes"),
    path("privacy/versions/<int:number>/answer", archive.answer, name="answer"),
]
