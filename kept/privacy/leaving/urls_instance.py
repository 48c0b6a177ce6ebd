"""Addresses for administrators, below /<instance>/settings/leaving/."""

from __future__ import annotations

from django.urls import path

from kept.privacy.leaving import coming, pages

app_name = "leaving"

urlpatterns = [
    path("", pages.overview, name="overview"),
    path("take/", pages.take, name="take"),
    path("archive/<uuid:number>/", pages.takeout, name="takeout"),
    path("archive/<uuid:number>/password/", pages.password, name="password"),
    path("archive/<uuid:number>/file/", pages.fetch, name="fetch"),
    path("archive/<uuid:number>/stop/", pages.stop, name="stop"),
    path("archive/<uuid:number>/forget/", pages.forget, name="forget"),
    path("bring/", coming.bring, name="bring"),
    path("bring/begin/", coming.begin, name="begin"),
    path("bring/members/", coming.awaited, name="awaited"),
    path("bring/members/invite/", coming.invite, name="invite"),
    path("bring/<uuid:number>/", coming.arrival, name="arrival"),
    path("bring/<uuid:number>/part/", coming.part, name="part"),
    path("bring/<uuid:number>/go/", coming.go, name="go"),
    path("bring/<uuid:number>/stop/", coming.halt, name="halt"),
    path("bring/<uuid:number>/forget/", coming.drop, name="drop"),
]
