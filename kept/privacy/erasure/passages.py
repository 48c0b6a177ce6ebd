"""The passages of the engine: one an instance, under all levels, in the name of who asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction

from kept.audit import access
from kept.audit.access import Access
from kept.outside.shelves import Lying
from kept.policy.stores import Subject
from kept.privacy.erasure.ways import of_its_place, personal_models
from kept.tenancy.models import Instance
from kept.tenancy.opening import opened

DOOR = "rights of a person"


@contextmanager
def inside(instance_id: int | None) -> Iterator[Access]:
    """Open an instance, or what lies outside any (None), whatever is open already."""
    outer = access.current()
    passage = Access(
        door=DOOR,
        by=outer.by if outer else "system",
        instance_id=instance_id or 0,
        user_id=outer.user_id if outer else None,
        member_id=outer.member_id if outer and outer.instance_id == (instance_id or 0) else None,
        purpose="R",
    )
    with opened(passage, levels="*"):
        yield passage


def in_passage() -> bool:
    """Whether somebody's passage is open, who may yet undo what we do in it."""
    return access.current() is not None


def remove(paths: Iterable[Path | Lying], *, later: bool) -> None:
    """Remove files: now, before their rows, so that whoever is interrupted finds the rows again; or when the passage
    that is open is kept, so that nothing is lost with one that is undone."""
    for path in paths:
        if later:
            transaction.on_commit(partial(path.unlink, missing_ok=True))
        else:
            path.unlink(missing_ok=True)


def places(subject: Subject) -> list[tuple[int | None, list[Any]]]:
    """(instance, models) of every place in which rows of a subject may lie.

    Service data has rows outside any instance, and in each of them those of members and of who was invited."""
    models = personal_models(subject)
    if subject.instance_id:
        return [(subject.instance_id, models)]
    outside = [m for m in models if not getattr(m, "fence", False) or getattr(m, "outside_allowed", False)]
    fenced = [m for m in models if getattr(m, "fence", False) and not of_its_place(m)]
    with inside(None):
        instances = list(Instance.objects.order_by("pk").values_list("pk", flat=True))
    return [(None, outside), *((pk, fenced) for pk in instances)]
