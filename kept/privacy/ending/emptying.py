"""Emptying an instance: its key first, then its rows by what their models say, its files, its letters; then all of it is counted.

Every step may be killed and done again. What has clocks of its own stays: the people as the operator's users (L1), the
log of who looked with its seals (D5), requests of persons and their certificates (R8), what was handed over (S1).
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import IntegrityError
from django.db.models import Q
from procrastinate.contrib.django.models import ProcrastinateJob

from kept.outside import keys
from kept.outside.letterbox import SHOWN, WAITING
from kept.outside.models import InstanceKey
from kept.outside.places import data_folder
from kept.outside.shelves import Lying, newer
from kept.outside.stores import whose
from kept.policy.holdings import ServiceData, holding_of
from kept.policy.keeps import keeps
from kept.privacy.retention.clocks import in_order
from kept.privacy.retention.written_once import end_all, is_written_once
from kept.tenancy.fence import fenced_models
from kept.tenancy.opening import system

DOOR = "job ending"
CHUNK = 5000
FOLDERS = ("files", "packages", "leaving", "imports")  # each has a folder an instance
PROOFS = "sealing"  # seals and salts: what the log is proven by, as long as there is a log


@dataclass
class Gone:
    """What went, by table; how many files; and what a count afterwards still found."""

    rows: dict[str, int] = field(default_factory=dict)
    files: int = 0
    left: dict[str, int] = field(default_factory=dict)
    stays: dict[str, int] = field(default_factory=dict)

    @property
    def all(self) -> int:
        """All rows that went."""
        return sum(self.rows.values())


def goes(model: Any) -> bool:
    """Whether the rows of a fenced model go with their instance."""
    return not isinstance(holding_of(model), ServiceData) and model._meta.app_label != PROOFS


def those_that_go() -> list[Any]:
    """The models whose rows go, those that refer to others before those they refer to."""
    return in_order([model for model in fenced_models() if goes(model)])


@keeps("L1", "L5", "D8")
def empty(instance_id: int) -> Gone:
    """Remove all that an instance holds. Returns what went, and what is left: nothing, or it is not done."""
    done = Gone()
    with system(DOOR, instance_id, purpose="L5", by="job"):
        keys.destroy(instance_id)
    for model in those_that_go():
        gone = _rows(model, instance_id)
        if gone:
            done.rows[model._meta.label_lower] = gone
    done.files = _files(instance_id)
    _waiting_work(instance_id)
    count(instance_id, done)
    return done


def count(instance_id: int, into: Gone) -> Gone:
    """Count what is left of all that goes, and what stays."""
    with system(DOOR, instance_id, purpose="L5", by="job"):
        for model in fenced_models():
            there = _of(model, instance_id).count()
            if there:
                (into.left if goes(model) else into.stays)[model._meta.label_lower] = there
    if files := sum(1 for _path in paths(instance_id)):
        into.left["files"] = files
    return into


def key_is_gone(instance_id: int) -> bool:
    """Whether nothing can open the instance's files any more."""
    with system(DOOR, instance_id, purpose="L5", by="job"):
        return not InstanceKey.objects.exists()


def paths(instance_id: int) -> list[Path | Lying]:
    """The files of an instance on the disk and in the bucket, sealed as they are."""
    roots = [data_folder() / name / str(instance_id) for name in FOLDERS]
    here = [path for root in roots if root.is_dir() for path in root.rglob("*") if path.is_file()]
    return [*here, *(each for _name, each in newer(0, f"files/{instance_id}"))]


def _of(model: Any, instance_id: int) -> Any:
    return model.objects.filter(instance_id=instance_id)


def _rows(model: Any, instance_id: int) -> int:
    """In small transactions, so that nobody waits; where rows refer to one another, in one."""
    gone = 0
    try:
        while some := _some(model, instance_id, CHUNK):
            gone += some
            if some < CHUNK:
                break
    except IntegrityError:
        gone += _some(model, instance_id, 2**31 - 1)
    return gone


def _some(model: Any, instance_id: int, most: int) -> int:
    with system(DOOR, instance_id, purpose="L5", by="job"):
        if is_written_once(model):
            return end_all(model, most)
        keys_ = _of(model, instance_id).order_by("pk").values_list("pk", flat=True)[:most]
        rows = _of(model, instance_id).filter(pk__in=list(keys_) if most == CHUNK else keys_)
        return int(rows._raw_delete(rows.db) or 0)


def _files(instance_id: int) -> int:
    found = len(paths(instance_id))
    for _name, each in newer(0, f"files/{instance_id}"):
        each.unlink(missing_ok=True)
    for name in FOLDERS:
        shutil.rmtree(data_folder() / name / str(instance_id), ignore_errors=True)
    return found


def _waiting_work(instance_id: int) -> None:
    """Letters in its name that have not left, and work that waits for it."""
    for box in (SHOWN, WAITING):
        for letter in list(box.letters()):
            if whose(letter) == instance_id:
                box.drop(letter.id)
    with system(DOOR, purpose="L5", by="job"):
        waiting = Q(args__instance_id=instance_id, status="todo")
        ProcrastinateJob.objects.filter(waiting)._raw_delete("default")
