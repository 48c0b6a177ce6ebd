"""Checking by ourselves, once a day: the log of each instance is verified, and the answer is kept as evidence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import connection

from kept.policy.keeps import keeps
from kept.tenancy.models import Instance
from kept.tenancy.opening import system
from kept.tenancy.sealing import closing, mentioning, signing
from kept.tenancy.sealing.models import Check
from kept.tenancy.sealing.verifying import verify


@keeps("D5")
def check(instance: int, *, now: datetime | None = None) -> Check:
    """Verify the log of one instance and keep the answer."""
    now = now or datetime.now(UTC)
    head = signing.heads(signing.folder() / "heads").get(instance)
    with system("log.check", instance, purpose="D5"):
        with connection.cursor() as cursor:
            verdict = verify(
                cursor, instance, signing.public_key(), head, now=now, kept_since=closing.kept_since(now),
                blanked=signing.blanked(signing.folder() / "blanked", instance),
            )  # fmt: skip
            for fault in mentioning.unmentioned(cursor, instance, closing.kept_since(now)):
                verdict.blame(fault)
        made: Check = Check.objects.create(
            instance_id=instance, at=now, lines=verdict.lines, seals=verdict.seals, faults=verdict.faults
        )
        Check.objects.filter(instance_id=instance, at__lt=now - timedelta(days=30)).delete()
    return made


def check_all() -> list[Check]:
    """Verify the log of every instance that has one, and of those that had: a whole log may have been taken away."""
    always = datetime(1970, 1, 1, tzinfo=UTC)
    return [check(instance) for instance in sorted({*closing.busy(always, datetime.now(UTC)), *sealed()})]


def sealed() -> set[int]:
    """The instances that live and have a seal; 0 is what happened outside any."""
    with system("log.check"):
        living = {0, *Instance.objects.filter(ended_at=None).values_list("pk", flat=True)}
    return living & signing.heads(signing.folder() / "heads").keys()
