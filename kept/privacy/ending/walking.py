"""Walking on: each ending takes its next step when its time has come, and a certificate is made of what is gone."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from kept.policy import clock
from kept.policy.controller import controller
from kept.policy.keeps import keeps
from kept.policy.stores import Subject
from kept.privacy.ending import asking, emptying, telling
from kept.privacy.ending.models import EndCertificate, Ending
from kept.privacy.ending.staying import staying
from kept.privacy.erasure import ledger
from kept.privacy.retention.runs import Emptied
from kept.privacy.retention.service_ends import note_ends
from kept.tenancy.models import Instance
from kept.tenancy.opening import system

ENDED = "ended"  # the act in the ledger
SLACK = 3  # days beyond the history in which a backup may still be there
DOOR = "job ending"


@keeps("L1")
def walk() -> int:
    """Every ending whose time has come: closed after its grace, emptied after its days. Returns how many steps."""
    steps = 0
    with system(DOOR, purpose="L1", by="job"):
        waiting = list(Ending.objects.filter(taken_back_at=None, ended_at=None).select_related("of").order_by("pk"))
    for ending in waiting:
        if ending.closed_at is None and ending.closes_at <= clock.now():
            with system(DOOR, purpose="L1", by="job"):
                if asking.close(ending):
                    telling.closed(ending)  # in the same transaction: closed and told, or neither
                    steps += 1
        if ending.closed_at is not None and ending.ends_at <= clock.now():
            end(ending.of)
            steps += 1
    return steps


@keeps("L1", "L5")
def end(instance: Instance) -> EndCertificate:
    """Empty an instance whose time is over, and certify it. Done twice, it is done once.

    The ledger is written first, so that a restored backup comes to the same end before anybody gets an answer."""
    number = _number(instance)
    write_down(instance, number)
    certificate = begin_certificate(instance, number)
    gone = emptying.empty(instance.pk)
    with system(DOOR, purpose="L1", by="job"):
        at = clock.now()
        Instance.objects.filter(pk=instance.pk, emptied_at=None).update(emptied_at=at)
        _row, new = Emptied.objects.get_or_create(
            of=instance, defaults={"at": at, "rows": sum(certificate.gone.values())}
        )
        finish_certificate(certificate, gone, at)
        Ending.objects.filter(of=instance, taken_back_at=None, ended_at=None).update(ended_at=at)
        if new:
            telling.ended(instance, certificate)
    note_ends()
    return certificate


def write_down(instance: Instance, number: uuid.UUID) -> None:
    """A line in the ledger: this instance ended, and these were its days."""
    if any(line.act == ENDED and line.number == str(number) for line in ledger.lines()):
        return
    days = {"born": instance.created_at, "ended_at": instance.ended_at, "empties_at": instance.empties_at}
    told = {name: moment.isoformat() for name, moment in days.items() if moment}
    ledger.append(Subject(instance.pk), str(number), act=ENDED, stamps={ENDED: told})


def begin_certificate(instance: Instance, number: uuid.UUID) -> EndCertificate:
    """What there is before anything goes. Whoever goes on after a kill finds these numbers, and not those of the rest."""
    before = emptying.count(instance.pk, emptying.Gone())
    files = before.left.pop("files", 0)
    with system(DOOR, purpose="L1", by="job"):
        asked = Ending.objects.filter(of=instance, taken_back_at=None).first()
        made, _new = EndCertificate.objects.get_or_create(
            of=instance,
            defaults={
                "number": number,
                "name": instance.name,
                "asked_at": asked.asked_at if asked else None,
                "closed_at": instance.ended_at,
                "backups_until": in_backups_until(clock.now()),
                "gone": before.left,
                "files": files,
            },
        )
    return made


def finish_certificate(made: EndCertificate, gone: emptying.Gone, at: datetime) -> None:
    """What a count afterwards found: nothing, or what is left; and what stays, until when."""
    made.left, made.stays = gone.left, staying(gone.stays)
    made.key_gone = emptying.key_is_gone(made.of_id)
    made.ended_at, made.backups_until = at, in_backups_until(at)
    made.save()


def in_backups_until(at: datetime) -> date:
    """The last day on which a backup may hold it."""
    return clock.day_of(at) + timedelta(days=controller().limit("backup_history_days") + SLACK)


def _number(instance: Instance) -> uuid.UUID:
    """A new number; the one of the ledger for whoever goes on."""
    for line in ledger.lines():
        born = line.stamps.get(ENDED, {}).get("born")
        if line.act == ENDED and line.instance_id == instance.pk and born == instance.created_at.isoformat():
            return uuid.UUID(line.number)
    return uuid.uuid4()


def overdue() -> list[Any]:
    """Endings whose data should be gone for more than a day."""
    late = clock.now() - timedelta(days=1)
    return [one for one in Ending.objects.filter(taken_back_at=None, ended_at=None) if one.ends_at < late]
