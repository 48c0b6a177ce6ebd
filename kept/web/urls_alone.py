"""The development pages and nothing else, for looking at the parts without the house around them."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("dev/", include("kept.web.urls"))]

handler404 = "kept.web.errors.not_found"
handler500 = "kept.web.errors.server_error"
