"""Instance, and the base of every model whose rows belong to one."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.utils import timezone

from kept.audit import access
from kept.policy.holdings import NoPersonalData


class NoInstance(RuntimeError):
    """Instance data was asked for while no instance was open."""


def current_instance_id() -> int:
    """The id of the open instance, or NoInstance."""
    passage = access.current()
    if passage is None or not passage.instance_id:
        raise NoInstance("no instance is open")
    return passage.instance_id


class Instance(models.Model):
    """A customer's own CRM. Its data is the customer's sole property (L5)."""

    holds = NoPersonalData(because="the name and settings of an organisation's instance")

    id = models.BigAutoField(primary_key=True)
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=8, default="en")
    country = models.CharField(max_length=2, default="CZ")
    currency = models.CharField(max_length=3, default="CZK")
    time_zone = models.CharField(max_length=64, default="Europe/Prague")
    settings = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)  # the contract: from here on it is read and taken along
    empties_at = models.DateTimeField(null=True, blank=True)  # the moment that its administrators chose for its data
    emptied_at = models.DateTimeField(null=True, blank=True)  # nothing is left to enter

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        """The address of the instance's home."""
        return f"/{self.slug}/"

    @property
    def asks_second_step(self) -> bool:
        """Whether all its people must have signed in by a second step (D7)."""
        return bool(self.settings.get("second_step"))


class InstanceQuerySet(models.QuerySet[Any]):
    """Rows of the open instance only."""


class InstanceManager(models.Manager.from_queryset(InstanceQuerySet)):  # type: ignore[misc]
    """The first fence: every query names the open instance, and raises when there is none."""

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(instance_id=current_instance_id())


class InstanceForeignKey(models.ForeignKey):  # type: ignore[type-arg]
    """A reference between rows of one instance. The database holds it as (instance_id, x_id): see `fence`."""

    def __init__(self, to: Any, on_delete: Any, **options: Any) -> None:
        options["db_constraint"] = False
        options["db_index"] = False
        super().__init__(to, on_delete, **options)


class InstanceModel(models.Model):
    """A row that belongs to one instance. Its key in the database is (instance_id, id)."""

    fence = True
    append_only = False
    outside_allowed = False

    id = models.BigAutoField(primary_key=True)
    instance = models.ForeignKey(Instance, models.PROTECT, db_index=False, related_name="+", editable=False)

    objects = InstanceManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save into the open instance; a row of another one is refused."""
        here = current_instance_id()
        if not self.instance_id:
            self.instance_id = here
        elif self.instance_id != here:
            raise NoInstance(f"{self._meta.label} {self.pk} belongs to another instance")
        super().save(*args, **kwargs)

    @classmethod
    def fresh(cls, **values: Any) -> Self:
        """An unsaved row of the open instance."""
        return cls(instance_id=current_instance_id(), **values)
