"""Addresses for members of an instance, below /<instance>/privacy/erasure/."""

from __future__ import annotations

from django.urls import path

from kept.identity.again import again
from kept.privacy.erasure import pages, people
from kept.privacy.erasure.pages import at

app_name = "erasure_instance"
MARK = "privacy.manage"

urlpatterns = [
    path("", at(MARK, pages.overview), name="list"),
    path("find/", at(MARK, people.find), name="find"),
    path("certificate/<uuid:number>/", at(MARK, pages.certificate), name="certificate"),
    path("lock/<int:id>/lift/", at(MARK, pages.lift), name="lift"),
    path("copy/<uuid:number>/", at(MARK, again()(pages.package)), name="package"),
    path("copy/<uuid:number>/file/", at(MARK, again()(pages.fetch)), name="fetch"),
]
