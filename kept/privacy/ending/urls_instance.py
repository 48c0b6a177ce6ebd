"""Addresses of an instance's end, below /<instance>/settings/instance/end/."""

from __future__ import annotations

from django.urls import path

from kept.privacy.ending import pages

app_name = "ending_instance"

urlpatterns = [
    path("", pages.overview, name="overview"),
    path("ask/", pages.ask, name="ask"),
    path("back/", pages.take_back, name="take_back"),
    path("sooner/", pages.sooner, name="sooner"),
]
