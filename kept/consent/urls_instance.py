"""Addresses for members of an instance, below /<instance>/privacy/."""

from __future__ import annotations

from django.urls import path

from kept.consent import instance_pages

app_name = "consent_instance"

urlpatterns = [
    path("", instance_pages.home, name="home"),
    path("alone/", instance_pages.alone, name="alone"),
    path("purposes/new/", instance_pages.keep, name="new"),
    path("purposes/<int:id>/", instance_pages.keep, name="edit"),
    path("purposes/<int:id>/retire/", instance_pages.retire, name="retire"),
]
