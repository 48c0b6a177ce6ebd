"""Addresses for the operator's privacy officer, below /operator/requests/."""

from __future__ import annotations

from kept.privacy.requests.desk.doors import STAFF
from kept.privacy.requests.desk.pages import pages

app_name = "requests_operator"

urlpatterns = pages(STAFF)
