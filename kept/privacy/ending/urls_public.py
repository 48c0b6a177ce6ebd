"""The certificate of an end, for whoever was told its number."""

from __future__ import annotations

from django.urls import path

from kept.privacy.ending import certificate

app_name = "ending"

urlpatterns = [path("ended/<uuid:number>/", certificate.show, name="certificate")]
