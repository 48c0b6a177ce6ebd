"""Addresses of demands, below /operator/disclosures/."""

from __future__ import annotations

from django.urls import path

from kept.console.disclosing import pages, pages_acts

app_name = "disclosing"

urlpatterns = [
    path("", pages.demands, name="list"),
    path("new/", pages.new, name="new"),
    path("<int:id>/", pages.demand, name="one"),
    path("<int:id>/progress/", pages.progress, name="progress"),
    path("<int:id>/look/", pages_acts.look, name="look"),
    path("<int:id>/examine/", pages_acts.examine, name="examine"),
    path("<int:id>/review/", pages_acts.review, name="review"),
    path("<int:id>/send_back/", pages_acts.send_back, name="send_back"),
    path("<int:id>/hand_over/", pages_acts.hand_over, name="hand_over"),
    path("<int:id>/refuse/", pages_acts.refuse, name="refuse"),
    path("<int:id>/bar/", pages_acts.bar, name="bar"),
    path("<int:id>/tell/", pages_acts.tell, name="tell"),
    path("<int:id>/password/", pages_acts.password, name="password"),
    path("<int:id>/papers/", pages_acts.add_paper, name="papers"),
    path("<int:id>/papers/<int:paper>/", pages_acts.paper, name="paper"),
]
