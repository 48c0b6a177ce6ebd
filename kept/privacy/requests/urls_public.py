"""Addresses for anybody: the portal of the operator, and that of each customer who opened one."""

from __future__ import annotations

from django.urls import URLPattern, path

from kept.privacy.requests.portal import asking, fetching, place
from kept.privacy.requests.portal.doors import at_portal

app_name = "requests"

ONE = "r/<str:ref>/<str:secret>/"
PAGES = (
    ("", asking.ask, "ask"),
    ("r/<str:ref>/", asking.sent, "sent"),
    (ONE, place.place, "place"),
    (f"{ONE}verify/", place.verify, "verify"),
    (f"{ONE}not-me/", place.forget, "forget"),
    (f"{ONE}withdraw/", place.withdraw, "withdraw"),
    (f"{ONE}appeal/", place.appeal, "appeal"),
    (f"{ONE}go-on/", place.go_on, "go_on"),
    (f"{ONE}unlock/", place.unlock, "unlock"),
    (f"{ONE}download/", fetching.download, "download"),
    (f"{ONE}password/", fetching.password, "password"),
)

urlpatterns: list[URLPattern] = [
    path(f"your-data/{start}{route}", at_portal(view), name=f"{prefix}{name}")
    for start, prefix in (("", ""), ("<slug:slug>/", "their_"))
    for route, view, name in PAGES
]
