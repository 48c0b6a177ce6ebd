"""Addresses of the development mailbox."""

from __future__ import annotations

from django.urls import path

from kept.outside import views

app_name = "mail"
urlpatterns = [
    path("", views.mailbox, name="box"),
    path("<str:id>/", views.letter, name="letter"),
]
