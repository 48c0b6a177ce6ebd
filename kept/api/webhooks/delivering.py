"""Delivering: one event a second and address, the oldest first; what fails is tried again, later each time.

An event is claimed in one transaction, told outside of any, and settled in another: who is killed between tells it
twice, never not at all; the receiver knows it again by its number, which stands in the head of each message and as eventId in its body."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from django.utils.translation import gettext as _

from kept.api.webhooks.models import Delivery, TechnicalContact, Told, Webhook
from kept.api.webhooks.parcels import Parcel, parcel
from kept.outside import calling, mail, secrets_of
from kept.outside.telling import signed
from kept.policy import clock
from kept.policy.keeps import keeps
from kept.tenancy.models import Instance
from kept.tenancy.opening import system

MARK = "webhooks"  # in an instance's settings: it has some
PAUSES = (60, 300, 900, 3600, 3 * 3600, 6 * 3600)  # seconds before a machine that failed is asked again
PACE = 1.0  # seconds between two events of one machine
TURN = 45.0  # seconds that one run works
SECONDS = 10.0  # for an answer
TOLD_AFTER, REMOVED_AFTER = dt.timedelta(days=1), dt.timedelta(days=7)
SHOWN, SHOWN_FOR = 50, dt.timedelta(days=30)  # what was told lately, of each machine
TRIES = 8  # of one event that a machine refuses while it takes others
LINE: dict[str, Any] = {"inside": False, "authority": None}


def deliver() -> int:
    """A run over all instances that have webhooks. Returns how many events were taken."""
    ends, told = time.monotonic() + TURN, 0
    for pk in Instance.objects.filter(**{f"settings__{MARK}": True}, ended_at=None).values_list("pk", flat=True):
        told += of_instance(pk, ends)
    return told


def of_instance(instance: int, ends: float) -> int:
    """The events of one instance: a lap over its machines, one event each, again and again."""
    with system("job webhooks.deliver", instance, by="job", purpose="L5"):
        tidy()
        hooks = list(_awake().order_by("pk").values_list("pk", flat=True))
    heard = 0
    while hooks and time.monotonic() < ends:
        again = [hook for hook in hooks if step(instance, hook)]
        heard += len(again)
        hooks = again
        if hooks:
            time.sleep(PACE)
    return heard


def tidy() -> None:
    """Forget what was given up, what a paused machine has missed, and what was told long ago."""
    now = clock.now()
    Delivery.objects.filter(given_up_at__lt=now - REMOVED_AFTER).delete()
    Delivery.objects.filter(webhook__paused_at__isnull=False, at__lt=now - REMOVED_AFTER).delete()
    Told.objects.filter(at__lt=now - SHOWN_FOR).delete()


@keeps("S1")
def step(instance: int, hook: int) -> bool:
    """Tell one machine its next event. Whether it took it; not so when there is none."""
    with system("job webhooks.deliver", instance, by="job", purpose="L5"):
        row = _awake().filter(pk=hook).select_for_update().first()
        found = _next(row) if row is not None else None
        if row is None or found is None:
            return False
        line = Line.to(row)
        row.retry_at = clock.now() + dt.timedelta(seconds=PAUSES[0])  # should we be killed
        row.save(update_fields=["retry_at"])
    status = told(line, found)
    with system("job webhooks.deliver", instance, by="job", purpose="L5"):
        settle(Webhook.objects.select_for_update().get(pk=hook), found, status)
    return taken(status)


def taken(status: str) -> bool:
    """Whether the machine took it."""
    return status.isdigit() and status.startswith("2")


def settle(row: Webhook, found: Parcel, status: str) -> None:
    """Keep what became of it."""
    row.status = status[:40]
    note(row, found)
    if taken(status):
        Delivery.objects.filter(pk=found.delivery).delete()
        if row.told_at is not None:
            _write(row, _("A webhook works again"), _("%(url)s answers again. What waited is told now."))
        row.attempts, row.failing_since, row.retry_at, row.told_at = 0, None, None, None
        row.save()
        return
    row.failing_since = row.failing_since or clock.now()
    row.retry_at = clock.now() + dt.timedelta(seconds=PAUSES[min(row.attempts, len(PAUSES) - 1)])
    row.attempts += 1
    delivery = Delivery.objects.filter(pk=found.delivery)
    delivery.update(attempts=F("attempts") + 1)
    if status in ("400", "409", "413", "415", "422"):  # it is this event that it refuses
        delivery.filter(attempts__gte=TRIES).update(given_up_at=clock.now())
    _escalate(row)
    row.save()


def note(row: Webhook, found: Parcel) -> None:
    """Note for the page what was told and how it was answered; the last few of each machine."""
    line = Told.fresh(webhook=row, key=found.key, kind=found.kind, record_id=found.record_id, type=found.type)
    line.at, line.status = clock.now(), row.status
    line.save(force_insert=True)
    last = Told.objects.filter(webhook=row).order_by("-pk").values_list("pk", flat=True)[SHOWN:][:1]
    Told.objects.filter(webhook=row, pk__lte=max(last, default=0)).delete()


def _escalate(row: Webhook) -> None:
    """A day: its technical contacts are told. A week: it is removed, with all that waits for it."""
    since = clock.now() - (row.failing_since or clock.now())
    if since >= REMOVED_AFTER:
        row.removed_at = clock.now()
        Delivery.objects.filter(webhook=row).delete()
        _write(row, _("A webhook was removed"), _("%(url)s has not answered for seven days, so it is told no more."))
    elif since >= TOLD_AFTER and row.told_at is None:
        row.told_at = clock.now()
        _write(row, _("A webhook fails"), _("%(url)s has not answered for a day. It is tried again for six more."))


def _write(row: Webhook, subject: str, text: str) -> None:
    for email in TechnicalContact.objects.values_list("email", flat=True):
        mail.send(
            purpose="L1", recipient=mail.EMAIL, to=email, subject=subject,
            text=text % {"url": row.url} + "\n\n" + settings.SITE_URL + "\n",
        )  # fmt: skip


def _awake() -> Any:
    return Webhook.objects.filter(Q(retry_at=None) | Q(retry_at__lte=clock.now()), removed_at=None, paused_at=None)


def _next(row: Webhook) -> Parcel | None:
    """The oldest event that may still be told; those that may not are dropped."""
    for one in Delivery.objects.filter(webhook=row, given_up_at=None).order_by("pk")[:100]:
        found = parcel(one)
        if found is not None:
            return found
        one.delete()
    return None


@dataclass(frozen=True, slots=True)
class Line:
    """What is needed to reach a machine, taken along out of the transaction."""

    instance: int
    url: str
    secret: str
    recipient: str

    @classmethod
    def to(cls, row: Webhook) -> Line:
        """The line to a webhook, its secret opened."""
        at = ("api.webhook", row.instance_id, row.key, "secret")
        return cls(row.instance_id, row.url, secrets_of.unseal(*at, row.secret) if row.secret else "", row.recipient)


def told(line: Line, found: Parcel) -> str:
    """The status of the answer, or what was wrong. Called outside of any transaction: it may take its time."""
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Kept-Webhook",
        "Kept-Delivery": found.key,
        **signed(found.body, line.secret, int(time.time())),
    }
    if line.secret:
        headers["X-RAYNETCRM-Token"] = line.secret
    try:
        status = calling.hand_over(
            line.url, found.body, of=found.people, instance_id=line.instance, purpose="L5", what="webhook",
            reference=found.key, recipient=line.recipient, headers=headers, seconds=SECONDS, **LINE,
        )  # fmt: skip
    except (calling.Forbidden, OSError, ValueError) as fault:
        return type(fault).__name__
    return str(status)
