"""Sending an issue: its letters are queued once, and go one by one, each in a transaction of its own.

Whoever reads may have changed their mind in the meantime: that is asked for each letter at the moment it goes. A
worker that is killed leaves a letter either not gone or gone; the next one takes up what is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from kept.identity.models import User
from kept.newsletter.composing import letter
from kept.newsletter.models import Audience, Issue, LastService, Sending, Subscriber
from kept.outside import mail, taken
from kept.policy import clock
from kept.policy.keeps import keeps
from kept.tenancy.opening import system

BATCH = 2000
MINUTE = timedelta(minutes=1)
CUSTOMER_FOR = timedelta(days=730)  # L3: two years after the last service


class MailAway(Exception):
    """The mail server did not take the letter now; it may later."""


def start(issue: Issue) -> None:
    """Begin, or go on after a stop."""
    issue.started_at = issue.started_at or clock.now()
    issue.stopped_at = None
    issue.save(update_fields=["started_at", "stopped_at"])


def stop(issue: Issue) -> None:
    """Send no further letter until it is started again."""
    issue.stopped_at = clock.now()
    issue.save(update_fields=["stopped_at"])


def under_way() -> list[int]:
    """The issues that have letters to go, the oldest first."""
    running = Issue.objects.filter(started_at__isnull=False, stopped_at=None, finished_at=None)
    return list(running.order_by("started_at").values_list("pk", flat=True))


@keeps("L3", "L4")
def fill(issue_id: int) -> None:
    """Queue a letter for each of the audience, once. Killed in the middle, it goes on where it was."""
    with system("newsletter.send", purpose="L4"):
        issue = Issue.objects.select_for_update().get(pk=issue_id)
        if issue.filled_at:
            return
        for keys in _in_batches(issue):
            Sending.objects.bulk_create((Sending(issue=issue, **key) for key in keys), ignore_conflicts=True)
        issue.filled_at = clock.now()
        issue.save(update_fields=["filled_at"])


def readers_of(issue: Issue) -> Iterator[dict[str, int]]:
    """Whom the issue may go to by our own rows; each one's choice is asked when their letter goes."""
    if issue.audience == Audience.READERS:
        found = Subscriber.objects.filter(language=issue.language, withdrawn_at=None, stopped_at=None)
        yield from ({"subscriber_id": pk} for pk in found.values_list("pk", flat=True).iterator())
        return
    yield from ({"user_id": pk} for pk in customers(issue.language).values_list("pk", flat=True).iterator())


def customers(language: str) -> QuerySet[User]:
    """Users with a verified address to whom a service was provided within two years (L3)."""
    since = clock.now() - CUSTOMER_FOR
    served = LastService.objects.filter(at__gte=since).values("user_id")
    lately = Q(last_login__gte=since) | Q(joined_at__gte=since) | Q(pk__in=served)
    return User.objects.filter(lately, is_active=True, language=language, emailaddress__verified=True).distinct()


@keeps("C3", "L3", "L4")
def send_some(issue_id: int) -> int:
    """Send what the pace of the issue allows in this minute. Returns how many letters went."""
    gone = 0
    with system("newsletter.send", purpose="L4"):
        pace = Issue.objects.get(pk=issue_id).per_minute
        lately = Sending.objects.filter(issue_id=issue_id, state__in=Sending.WENT, at__gt=clock.now() - MINUTE)
        pace -= lately.count()
    while gone < pace and (went := send_next(issue_id)) is not None:
        gone += went
    return gone


def send_next(issue_id: int) -> bool | None:
    """Send the next letter of an issue. Returns whether it went or was held back by a no; None when there is none, or
    the issue or the mail server stands still."""
    try:
        return _sent_next(issue_id)
    except MailAway:  # nothing was written down, so nothing has happened
        return None


def _sent_next(issue_id: int) -> bool | None:
    with system("newsletter.send", purpose="L4"):
        issue = Issue.objects.get(pk=issue_id)
        if issue.state != "sending":
            return None
        due = Sending.objects.filter(issue=issue, state=Sending.WAITING).order_by("pk")
        sending = due.select_for_update(skip_locked=True).first()
        if sending is None:
            finish(issue)
            return None
        return _send(issue, sending)


def _send(issue: Issue, sending: Sending) -> bool:
    reader = _reader(sending)
    sending.at = clock.now()
    ours = letter(issue, reader, id=sending.letter) if reader is not None else None
    if reader is None or ours is None or mail.refused(ours, waited=True):
        sending.state = Sending.SKIPPED
        sending.save(update_fields=["state", "at"])
        return False
    sending.state = Sending.SENT
    sending.save(update_fields=["state", "at"])
    _note_service(reader)
    if not mail.carried(ours):
        raise MailAway
    transaction.on_commit(lambda: taken.forget(sending.letter))
    return True


def _reader(sending: Sending) -> Subscriber | User | None:
    if sending.user_id:
        return User.objects.filter(pk=sending.user_id, is_active=True).first()
    return Subscriber.objects.filter(pk=sending.subscriber_id, stopped_at=None, withdrawn_at=None).first()


def _note_service(reader: Subscriber | User) -> None:
    """The clocks of L3 and L4 begin anew with each letter."""
    if isinstance(reader, User):
        LastService.objects.update_or_create(user=reader, defaults={"at": clock.now()})
        return
    reader.last_mail_at = clock.now()
    reader.save(update_fields=["last_mail_at"])


def finish(issue: Issue) -> None:
    """All that could go has gone."""
    Issue.objects.filter(pk=issue.pk, filled_at__isnull=False, finished_at=None).update(finished_at=clock.now())


def _in_batches(issue: Issue) -> Iterator[list[dict[str, int]]]:
    batch: list[dict[str, int]] = []
    for key in readers_of(issue):
        batch.append(key)
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch
