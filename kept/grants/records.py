"""The only ways to a record: `visible_to(access)` for many, `get_or_404(request, Model, id)` for one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest

from kept.audit.access import Access
from kept.grants.models import SecurityLevel
from kept.grants.rights import Rights
from kept.policy.keeps import keeps
from kept.tenancy.models import InstanceForeignKey, InstanceManager, InstanceModel, InstanceQuerySet

_restricted: list[Callable[[Any], Any]] = []  # what asks for the keys of locked rows of a model


def leave_out(keys: Callable[[Any], Any]) -> None:
    """Have queries leave rows out: `keys(model)` is a query for their keys. The room of rights does so once."""
    if keys not in _restricted:
        _restricted.append(keys)


def sees_restricted(access: Access) -> bool:
    """Whether somebody handles the requests of persons, and by hand: then locked records are shown, marked as such."""
    return access.by == "user" and access.rights.may("privacy.manage")


class GuardedQuerySet(InstanceQuerySet):
    """Records under security levels."""

    @keeps("D3", "R4")
    def visible_to(self, access: Access) -> Any:
        """The records that the person at the door may see: all levels, or theirs, or single ones shared.

        What is locked (R4) is seen by nobody but who handles the requests of persons."""
        rows = self.under_levels(access)
        return rows if sees_restricted(access) else rows.usable()

    @keeps("R4")
    def usable(self) -> Any:
        """Those that may be used: not the locked ones."""
        rows = self
        for keys in _restricted:
            rows = rows.exclude(pk__in=keys(self.model))
        return rows

    def marked(self, access: Access) -> Any:
        """The same rows, each saying whether it is locked (`restricted`), for those to whom locked ones are shown."""
        rows = self
        for keys in _restricted if sees_restricted(access) else ():
            rows = rows.annotate(restricted=Exists(keys(self.model).filter(key=OuterRef("pk"))))
        return rows

    def under_levels(self, access: Access) -> Any:
        """Those whose security level the person reaches, locked or not."""
        rights: Rights = access.rights
        if rights.levels is None:
            return self
        seen = Q(security_level_id__in=rights.levels)
        shared = rights.shares.get(self.model._meta.db_table)
        return self.filter(seen | Q(pk__in=list(shared))) if shared else self.filter(seen)


class GuardedManager(InstanceManager.from_queryset(GuardedQuerySet)):  # type: ignore[misc]
    """The manager of guarded records."""


class GuardedModel(InstanceModel):
    """A record that stands under a security level, enforced in queries and again in the database."""

    security_level = InstanceForeignKey(SecurityLevel, models.PROTECT, related_name="+")
    restricted = False  # stored and used for nothing (R4); said of a record by `marked`

    objects = GuardedManager()  # type: ignore[misc]

    class Meta(InstanceModel.Meta):
        abstract = True


def may_change(access: Access, record: Any) -> bool:
    """Whether a visible record may be changed: one seen only through a share needs a share that allows it."""
    rights: Rights = access.rights
    if rights.levels is None or record.security_level_id in rights.levels:
        return True
    return rights.shares.get(record._meta.db_table, {}).get(record.pk, False)


def get_or_404(request: HttpRequest, model: Any, pk: int, *, to_change: bool = False) -> Any:
    """One record. Another instance's, an absent one, and one that a level hides all look the same: Http404.
    One that may be seen but not changed: PermissionDenied. To change it is to hold it: who comes second waits."""
    access: Access = request.access  # type: ignore[attr-defined]
    seen = model.objects.visible_to(access).marked(access).filter(pk=pk)
    record = (seen.select_for_update(of=("self",)) if to_change else seen).first()
    if record is None:
        raise Http404
    if to_change and not may_change(access, record):
        raise PermissionDenied
    return record
