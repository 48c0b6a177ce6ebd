"""Rows for two controllers in one table: instance 0 is the operator's, any other a customer's, and never both are seen.

Two fences as everywhere: the query names the open instance, and the database's row security refuses the rest. The
operator's role sees the rows of instance 0 alone.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from kept.audit import access


def controller_here() -> int:
    """The open instance, or 0 for the operator. Raises NoAccess while no door is open."""
    return access.required().instance_id


class HereQuerySet(models.QuerySet[Any]):
    """Rows of the controller at whose door we are."""


class HereManager(models.Manager.from_queryset(HereQuerySet)):  # type: ignore[misc]
    """Every query names the controller."""

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(instance_id=controller_here())


class HereModel(models.Model):
    """A row of the operator or of one customer. Its key in the database is (instance_id, id)."""

    fence = True
    outside_allowed = True

    id = models.BigAutoField(primary_key=True)
    instance_id = models.BigIntegerField(default=0, editable=False)

    objects: ClassVar[Any] = HereManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save for the controller at whose door we are; a row of another one is refused."""
        here = controller_here()
        if self._state.adding:
            self.instance_id = here
        elif self.instance_id != here:
            raise ValueError(f"{self._meta.label} {self.pk} belongs to another controller")
        super().save(*args, **kwargs)
