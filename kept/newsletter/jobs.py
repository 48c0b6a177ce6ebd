"""The newsletter's work without anybody present: letters go each minute, those who left are forgotten."""

from __future__ import annotations

import email
import logging

from django.conf import settings
from procrastinate.contrib.django import app

from kept.newsletter import bounces, sending
from kept.newsletter.models import Subscriber
from kept.outside import imap, taken
from kept.policy.keeps import keeps
from kept.tenancy.opening import system

log = logging.getLogger("kept.newsletter")


@app.periodic(cron="* * * * *")
@app.task(name="newsletter.send", queueing_lock="newsletter.send", lock="newsletter.send", queue="kept")
def send(timestamp: int) -> None:
    """Send what is to go in this minute, of each issue under way."""
    for issue_id in sending.under_way():
        sending.fill(issue_id)
        sending.send_some(issue_id)
    taken.age_out()
    with system("newsletter.tidy", purpose="L4"):
        forget_withdrawn()


@app.periodic(cron="*/5 * * * *")
@app.task(name="newsletter.bounces", queueing_lock="newsletter.bounces", queue="kept")
def read_bounces(timestamp: int) -> None:
    """Read what came back, where kept.toml names a mailbox for it."""
    box = imap.Mailbox(**settings.MAILBOXES["bounces"])
    if not box:
        return
    try:
        for mail in imap.unseen(box):
            with system("newsletter.bounce", purpose="L4"):
                mail.taken = bounces.reported(email.message_from_bytes(mail.raw))
    except imap.TROUBLE as trouble:
        log.error("the mailbox of bounces cannot be read: %s", type(trouble).__name__)


@keeps("L4")
def forget_withdrawn() -> int:
    """Delete the addresses of those who took their yes back somewhere else. Returns how many."""
    gone, _by_model = Subscriber.objects.filter(withdrawn_at__isnull=False).delete()
    return int(gone)
