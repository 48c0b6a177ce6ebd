"""Addresses for anybody."""

from __future__ import annotations

from django.urls import path

from kept.consent import cookie_page, gpc, mine, pages

app_name = "consent"

urlpatterns = [
    path("choices/<str:token>/", pages.choices_page, name="choices"),
    path("choices/<str:token>/stop/<str:purpose>/", pages.stop_at_once, name="stop"),
    path("choices/<str:token>/receipt/<uuid:record>/", pages.receipt_page, name="receipt"),
    path("choices/<str:token>/receipt/<uuid:record>.jsonld", pages.receipt_data, name="receipt_data"),
    path("profile/choices/", mine.my_choices, name="mine"),
    path("cookies", cookie_page.cookies, name="cookies"),
    path(".well-known/gpc.json", gpc.gpc_json, name="gpc"),
]
