"""Addresses of the webhooks' pages, inside an instance."""

from __future__ import annotations

from django.urls import path

from kept.api.webhooks import pages

app_name = "webhooks"
urlpatterns = [
    path("", pages.home, name="home"),
    path("contacts/", pages.contacts, name="contacts"),
    path("<int:id>/", pages.one, name="one"),
    path("<int:id>/try/", pages.attempt, name="try"),
    path("<int:id>/pause/", pages.pause, name="pause"),
    path("<int:id>/secret/", pages.secret, name="secret"),
    path("<int:id>/end/", pages.end, name="end"),
]
