"""Addresses for members of an instance, below /<instance>/privacy/lockbox/."""

from __future__ import annotations

from django.urls import path

from kept.console.lockbox import customer

app_name = "lockbox_instance"

urlpatterns = [
    path("", customer.overview, name="list"),
    path("ask/", customer.ask, name="ask"),
    path("<int:id>/", customer.case, name="case"),
    path("<int:id>/live/", customer.live, name="live"),
    path("<int:id>/accept/", customer.accept, name="accept"),
    path("<int:id>/refuse/", customer.refuse, name="refuse"),
    path("<int:id>/withdraw/", customer.withdraw, name="withdraw"),
    path("<int:id>/end/", customer.end, name="end"),
    path("<int:id>/certificate/", customer.certificate, name="certificate"),
]
