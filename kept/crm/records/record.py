"""Record: the base of every noun of the CRM."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F
from django.utils import timezone

from kept.crm.records.words import search_text, sort_key
from kept.grants.records import GuardedManager, GuardedModel, GuardedQuerySet
from kept.identity.models import Membership
from kept.tenancy.models import InstanceForeignKey

# What every record has besides its own facts, and what it says of a person: nothing, but for tags, free fields
# and the words it is found by.
RECORD_REST = (
    "id", "instance", "security_level", "owner", "created_at", "created_by", "updated_at", "updated_by", "version",
    "deleted_at", "deleted_by", "locked_at", "invalid_at", "anonymised_at", "made_in",
)  # fmt: skip
RECORD_NOTES = ("tags", "custom", "search", "sort_key")


class RecordQuerySet(GuardedQuerySet):
    """Records, without those in the bin."""

    def kept(self) -> Any:
        """Those not deleted."""
        return self.filter(deleted_at=None)

    def in_bin(self) -> Any:
        """Those deleted and not yet gone."""
        return self.exclude(deleted_at=None)


class RecordManager(GuardedManager.from_queryset(RecordQuerySet)):  # type: ignore[misc]
    """The manager of records."""


class Record(GuardedModel):
    """A record with an owner, a state, a version, tags, custom fields, and words to be found by."""

    searched = True
    searched_by: ClassVar[Sequence[str]] = ()  # attributes whose words find the record
    phones: ClassVar[Sequence[str]] = ()  # attributes with phone numbers

    owner = InstanceForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = InstanceForeignKey(Membership, models.PROTECT, null=True, editable=False, related_name="+")
    updated_at = models.DateTimeField(null=True, editable=False)
    updated_by = InstanceForeignKey(Membership, models.PROTECT, null=True, editable=False, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)
    deleted_by = InstanceForeignKey(Membership, models.PROTECT, null=True, editable=False, related_name="+")
    locked_at = models.DateTimeField(null=True, editable=False)
    invalid_at = models.DateTimeField(null=True, editable=False)
    anonymised_at = models.DateTimeField(null=True, editable=False)
    made_in = InstanceForeignKey("records.Operation", models.SET_NULL, null=True, editable=False, related_name="+")
    tags = ArrayField(models.TextField(), default=list, blank=True)
    custom = models.JSONField(default=dict, blank=True)
    search = models.TextField(default="", editable=False)
    sort_key = models.TextField(default="", editable=False, db_collation="C")

    objects = RecordManager()  # type: ignore[misc]

    class Meta(GuardedModel.Meta):
        abstract = True

    def words(self) -> Iterable[str]:
        """All text by which this record is found."""
        return (str(getattr(self, name) or "") for name in self.searched_by)

    def names(self) -> Sequence[str]:
        """The texts by which it is sorted, the most telling first."""
        return [str(self)]

    def index(self) -> None:
        """Compute the words it is found by and its place in the alphabet."""
        numbers = [str(getattr(self, name) or "") for name in self.phones]
        self.search = search_text(self.words(), numbers, self.tags)
        self.sort_key = sort_key(self.names())

    @property
    def may_be_edited(self) -> bool:
        """Not while locked or in the bin."""
        return self.locked_at is None and self.deleted_at is None


def record_indexes(label: str) -> list[models.Index]:
    """The indexes that each record table has: in the order of names, of time, of owners, and by words."""
    here = models.Q(deleted_at=None)
    return [
        models.Index(fields=["instance", "sort_key", "id"], name=f"{label}_by_name", condition=here),
        models.Index(F("instance"), F("created_at").desc(), F("id").desc(), name=f"{label}_by_age", condition=here),
        models.Index(F("instance"), F("updated_at").desc(), F("id").desc(), name=f"{label}_by_change", condition=here),
        models.Index(fields=["instance", "owner", "sort_key"], name=f"{label}_by_owner", condition=here),
        GinIndex(F("instance_id"), OpClass(F("search"), "gin_trgm_ops"), name=f"{label}_by_word", fastupdate=True),
    ]
