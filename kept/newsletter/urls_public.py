"""Addresses for anybody."""

from __future__ import annotations

from django.urls import path

from kept.newsletter import pages

app_name = "newsletter"

urlpatterns = [
    path("newsletter/", pages.sign_up, name="sign_up"),
    path("newsletter/yes/<str:token>/", pages.confirm, name="confirm"),
    path("newsletter/leave/<str:token>/", pages.leave, name="leave"),
    path("newsletter/object/<str:token>/", pages.object_to, name="object"),
]
