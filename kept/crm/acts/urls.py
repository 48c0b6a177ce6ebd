"""Addresses of long acts, inside an instance."""

from __future__ import annotations

from django.urls import path

from kept.crm.acts import views

app_name = "acts"
urlpatterns = [
    path("", views.start, name="start"),
    path("<int:id>/", views.act, name="page"),
    path("<int:id>/stop/", views.stop, name="stop"),
]
