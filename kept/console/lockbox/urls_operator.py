"""Addresses for the operator's staff, below /operator/lockbox/."""

from __future__ import annotations

from django.urls import path

from kept.console.lockbox import operators, work

app_name = "lockbox_operator"

urlpatterns = [
    path("", operators.overview, name="list"),
    path("propose/", operators.propose, name="propose"),
    path("<int:id>/", operators.case, name="case"),
    path("<int:id>/answer/", operators.answer, name="answer"),
    path("<int:id>/refuse/", operators.refuse, name="refuse"),
    path("<int:id>/withdraw/", operators.withdraw, name="withdraw"),
    path("<int:id>/end/", operators.end, name="end"),
    path("<int:id>/certificate/", operators.certificate, name="certificate"),
    path("<int:id>/enter/", work.enter, name="enter"),
    path("<int:id>/work/", work.work, name="work"),
    path("<int:id>/correct/", work.correct, name="correct"),
    path("<int:id>/copy/", work.copy, name="copy"),
]
