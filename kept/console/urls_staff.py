"""Addresses of staff, below /operator/staff/."""

from __future__ import annotations

from django.urls import path

from kept.console import inviting, people

app_name = "staff"

urlpatterns = [
    path("", people.people, name="list"),
    path("roles/", people.roles, name="roles"),
    path("new/", people.hire, name="new"),
    path("invited/<int:id>/withdraw/", inviting.withdraw, name="withdraw"),
    path("<int:id>/", people.person, name="person"),
    path("<int:id>/roles/", people.change, name="change"),
    path("<int:id>/end/", people.end, name="end"),
]
