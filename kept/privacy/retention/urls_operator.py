"""Addresses of retention for the operator's staff, below /operator/retention/."""

from __future__ import annotations

from django.urls import URLPattern, path

from kept.privacy.retention import holds_page, plan_page

app_name = "retention_operator"

urlpatterns: list[URLPattern] = [
    path("", plan_page.plan_page, name="plan"),
    path("run/", plan_page.run_now, name="run"),
    path("holds/", holds_page.holds, name="holds"),
    path("holds/new/", holds_page.new_hold, name="new_hold"),
    path("holds/<int:id>/release/", holds_page.release, name="release"),
    path("<str:label>/", plan_page.kind_page, name="kind"),
]
