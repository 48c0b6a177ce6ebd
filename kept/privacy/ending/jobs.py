"""By the clock: every hour each ending takes its next step. And its people are told of each."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kept.policy.automatic import ACTS, ASKED
from kept.policy.doors import allow
from kept.privacy.ending import telling, walking
from kept.privacy.ending.models import Ending
from kept.tenancy.once import settled
from kept.tenancy.opening import system

ACTS.setdefault("ending.tell", ASKED)


@app.periodic(cron="23 * * * *")
@app.task(name="ending.walk", queueing_lock="ending.walk", lock="ending.walk", queue="kept")
@allow("operator")
def walk(timestamp: int) -> int:
    """Close what was not taken back, empty what was closed."""
    return walking.walk()


@app.task(name="ending.tell", queue="kept")
@allow("operator")
def tell(ending_id: int, what: str) -> None:
    """Write to the people of an instance that its end was asked for, or taken back."""
    with system(telling.DOOR, purpose="L1", by="job"):
        ending = Ending.objects.select_related("of").get(pk=ending_id)
        {"asked": telling.asked, "taken_back": telling.taken_back}[what](ending)
        settled()
