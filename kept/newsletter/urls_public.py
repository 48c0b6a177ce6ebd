"""Addresses for anybody."""

from __future__ import annotations

from django.urls import path

from kept.newsletter import pages, pages_counting

app_name = "newsletter"

urlpatterns = [
    path("newsletter/", pages.sign_up, name="sign_up"),
    path("newsletter/read/<str:token>.gif", pages_counting.issue_read, name="issue_read"),
    path("counting/", pages_counting.choose, name="counting"),
    path("counting/<slug:place>.gif", pages_counting.page_read, name="page_read"),
    path("newsletter/yes/<str:token>/", pages.confirm, name="confirm"),
    path("newsletter/leave/<str:token>/", pages.leave, name="leave"),
    path("newsletter/object/<str:token>/", pages.object_to, name="object"),
]
