"""The newsletter's work without anybody present: letters go each minute, those who left are forgotten."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kept.newsletter import sending
from kept.newsletter.models import Subscriber
from kept.policy.keeps import keeps
from kept.tenancy.opening import system


@app.periodic(cron="* * * * *")
@app.task(name="newsletter.send", queueing_lock="newsletter.send", lock="newsletter.send", queue="kept")
def send(timestamp: int) -> None:
    """Send what is to go in this minute, of each issue under way."""
    for issue_id in sending.under_way():
        sending.fill(issue_id)
        sending.send_some(issue_id)
    with system("newsletter.tidy", purpose="L4"):
        forget_withdrawn()


@keeps("L4")
def forget_withdrawn() -> int:
    """Delete the addresses of those who took their yes back somewhere else. Returns how many."""
    gone, _by_model = Subscriber.objects.filter(withdrawn_at__isnull=False).delete()
    return int(gone)
