"""Addresses of announcements, below /operator/announcements/."""

from __future__ import annotations

from django.urls import path

from kept.console.announcing import pages

app_name = "announcing"

urlpatterns = [
    path("", pages.announcements, name="list"),
    path("new/", pages.write, name="new"),
    path("<int:id>/", pages.announcement, name="one"),
    path("<int:id>/edit/", pages.write, name="edit"),
    path("<int:id>/publish/", pages.publish, name="publish"),
    path("<int:id>/withdraw/", pages.withdraw, name="withdraw"),
    path("<int:id>/drop/", pages.drop, name="drop"),
]
