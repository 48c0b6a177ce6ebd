"""Addresses of the public door."""

from __future__ import annotations

from django.urls import path

from kept.public import front, joining, sign_up, well_known

urlpatterns = [
    path("", front.front, name="front"),
    path("sign-up/", sign_up.sign_up, name="account_signup"),
    path("new-instance/", sign_up.another, name="new-instance"),
    path("join/<int:number>-<str:secret>/", joining.join, name="join"),
    path("language/", front.language, name="language"),
    path("robots.txt", well_known.robots_txt, name="robots"),
    path(".well-known/security.txt", well_known.security_txt, name="security-txt"),
    path(".well-known/change-password", well_known.change_password, name="change-password"),
]
