"""Held: a file that came while the scanner was away. Nobody can read it until it was checked; what is found is destroyed."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from kept.outside import scanning
from kept.policy import clock
from kept.policy.holdings import NoPersonalData
from kept.policy.keeps import keeps
from kept.tenancy.models import InstanceModel
from kept.tenancy.opening import system
from kept.web.refused import Refused

AGAIN = 60  # seconds between two tries


class Held(InstanceModel):
    """A file that waits for the scanner; or, with `found`, what is left of one that had to go."""

    holds = NoPersonalData(because="the number of a file that waits to be checked, and what was found in it")

    key = models.UUIDField()
    since = models.DateTimeField(default=clock.now)
    found = models.CharField(max_length=80, blank=True)

    class Meta(InstanceModel.Meta):
        constraints = [models.UniqueConstraint(fields=["instance", "key"], name="one_held_a_file")]


class NotCheckedYet(Refused):
    """It cannot be read yet."""

    def __init__(self) -> None:
        super().__init__(_("This file is still being checked. Please try again in a few minutes."), promise="D9")


def hold(instance_id: int, key: UUID) -> None:
    """Hold a file, and have it checked as soon as the scanner answers."""
    from kept.outside.jobs import look_again

    Held.fresh(key=key).save(force_insert=True)
    look_again.configure(schedule_in={"seconds": AGAIN}).defer(instance_id=instance_id, key=str(key))


@keeps("D9")
def refuse(key: UUID) -> None:
    """Raises NotCheckedYet for a file that waits, Infected for one that had to go. Where no scanner is named, nothing
    waits, and what had to go is not there."""
    if not scanning.configured():
        return
    row = Held.objects.filter(key=key).first()
    if row is not None:
        raise scanning.Infected(row.found) if row.found else NotCheckedYet()


def waits(key: UUID) -> bool:
    """Whether a file that was just kept waits."""
    return scanning.configured() and Held.objects.filter(key=key, found="").exists()


WAITING, UNSAFE = "it waits for the scanner", "the scanner found something in it"


def because(key: UUID) -> str:
    """Why a file may not be read now, in a few words for a manifest; empty when it may."""
    row = Held.objects.filter(key=key).first() if scanning.configured() else None
    return "" if row is None else UNSAFE if row.found else WAITING


def forget(key: UUID) -> None:
    """The file itself goes."""
    Held.objects.filter(key=key).delete()


@keeps("D9")
def check(instance_id: int, key: UUID) -> bool:
    """Check a file that waits. Returns whether something is known of it now. Where the operator has given up the
    scanner, nothing waits for it any more."""
    from kept.outside import files

    with system("scanner", instance_id, purpose="D9", by="job"):
        row = Held.objects.select_for_update().filter(key=key, found="").first()
        if row is None:
            return True
        if scanning.configured() and files.exists(instance_id, key):
            try:
                row.found = scanning.look(files.unchecked(instance_id, key))
            except scanning.Away:
                return False
            except Refused:
                row.found = "too-large-to-be-checked"
        if not row.found:
            row.delete()
            return True
        row.save(update_fields=["found"])
        files.place(instance_id, key).unlink(missing_ok=True)
    return True
