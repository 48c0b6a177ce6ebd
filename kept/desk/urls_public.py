"""Addresses for anybody."""

from __future__ import annotations

from django.urls import path

from kept.desk import pages

app_name = "desk"

urlpatterns = [
    path("call-back/", pages.call_back, name="call_back"),
    path("contact/", pages.contact, name="contact"),
]
