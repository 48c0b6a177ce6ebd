"""Addresses for the operator's staff, below /operator/erasure/."""

from __future__ import annotations

from django.urls import path

from kept.identity.again import again
from kept.privacy.erasure import pages
from kept.privacy.erasure.pages import at

app_name = "erasure_operator"
MARK = "staff.requests"

urlpatterns = [
    path("", at(MARK, pages.overview), name="list"),
    path("certificate/<uuid:number>/", at(MARK, pages.certificate), name="certificate"),
    path("copy/<uuid:number>/", at(MARK, again()(pages.package)), name="package"),
    path("copy/<uuid:number>/file/", at(MARK, again()(pages.fetch)), name="fetch"),
]
