"""Addresses for the operator's staff, below /operator/newsletter/."""

from __future__ import annotations

from django.urls import path

from kept.newsletter import pages_counting, pages_issues, pages_readers

app_name = "newsletter_operator"

urlpatterns = [
    path("", pages_issues.issues, name="issues"),
    path("new/", pages_issues.write, name="new"),
    path("preview/", pages_issues.preview, name="preview"),
    path("take-back/", pages_issues.take_back, name="take_back"),
    path("numbers/", pages_counting.numbers, name="numbers"),
    path("numbers/hand-over/", pages_counting.hand_over, name="hand_over"),
    path("readers/", pages_readers.people, name="readers"),
    path("readers/<int:id>/end/", pages_readers.end, name="end"),
    path("<int:id>/", pages_issues.issue, name="issue"),
    path("<int:id>/edit/", pages_issues.write, name="edit"),
    path("<int:id>/test/", pages_issues.test, name="test"),
    path("<int:id>/send/", pages_issues.send, name="send"),
    path("<int:id>/stop/", pages_issues.stop, name="stop"),
    path("<int:id>/drop/", pages_issues.drop, name="drop"),
]
