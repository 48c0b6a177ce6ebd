"""Addresses for anybody: news of the service for who is signed in, the report on disclosures for all."""

from __future__ import annotations

from django.urls import URLPattern, path

from kept.console import joining
from kept.console.announcing import news
from kept.console.disclosing import public, report

app_name = "console"

urlpatterns: list[URLPattern] = [
    path("staff/join/<str:secret>/", joining.join, name="join-staff"),
    path("trust/disclosures/", report.report, name="disclosures"),
    path("disclosures/<uuid:link>/", public.fetch, name="disclosure"),
    path("news/", news.news, name="news"),
    path("news/read/", news.read, name="news-read-all"),
    path("news/<int:id>/read/", news.read, name="news-read"),
    path("news/mail/", news.by_mail, name="news-mail"),
]
