"""Addresses of the profile."""

from __future__ import annotations

from django.urls import path

from kept.identity.profile import sessions, views

urlpatterns = [
    path("", views.profile, name="profile"),
    path("theme/", views.theme, name="theme"),
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/end-others/", sessions.end_others, name="sessions-end-others"),
    path("sessions/screen/", sessions.screen, name="sessions-screen"),
    path("sessions/<str:key>/end/", sessions.end, name="session-end"),
]
