"""Addresses of an instance's own periods, below /<instance>/privacy/terms/."""

from __future__ import annotations

from django.urls import URLPattern, path

from kept.privacy.retention import rules_page

app_name = "retention_instance"

urlpatterns: list[URLPattern] = [
    path("", rules_page.terms, name="terms"),
    path("new/", rules_page.new_rule, name="new"),
    path("<int:id>/", rules_page.rule_page, name="rule"),
    path("<int:id>/edit/", rules_page.edit_rule, name="edit"),
    path("<int:id>/stop/", rules_page.stop_rule, name="stop"),
    path("<int:id>/batches/<int:batch>/back/", rules_page.bring_back, name="back"),
]
