"""Addresses for a customer's responsible person, below /<instance>/privacy/requests/."""

from __future__ import annotations

from django.urls import path

from kept.privacy.requests.desk.doors import MEMBERS, at_desk
from kept.privacy.requests.desk.office import office
from kept.privacy.requests.desk.pages import pages

app_name = "requests_instance"

urlpatterns = [path("office/", at_desk(office, MEMBERS), name="office"), *pages(MEMBERS)]
