"""Addresses of the public door."""

from __future__ import annotations

from django.urls import path

from kept.public import front, joining, sign_up

urlpatterns = [
    path("", front.front, name="front"),
    path("sign-up/", sign_up.sign_up, name="account_signup"),
    path("new-instance/", sign_up.another, name="new-instance"),
    path("join/<int:number>-<str:secret>/", joining.join, name="join"),
    path("language/", front.language, name="language"),
]
