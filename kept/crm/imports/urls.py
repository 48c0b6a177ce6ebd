"""Addresses of imports, inside an instance."""

from __future__ import annotations

from django.urls import path

from kept.crm.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.start, name="start"),
    path("<int:id>/", views.entry, name="page"),
    path("<int:id>/run/", views.run, name="run"),
    path("<int:id>/mend/", views.mend, name="mend"),
    path("<int:id>/stop/", views.stop, name="stop"),
    path("<int:id>/undo/", views.undo, name="undo"),
    path("<int:id>/forget/", views.forget, name="forget"),
    path("<int:id>/bad/", views.bad, name="bad"),
]
