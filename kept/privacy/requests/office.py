"""Office: to whom the people in a customer's data turn, and whether the customer has opened its portal."""

from __future__ import annotations

from django.db import models

from kept.policy.holdings import InstanceData
from kept.tenancy.models import InstanceModel


class Office(InstanceModel):
    """One row an instance. Without one the portal is shut and administrators answer."""

    holds = InstanceData(
        person="self", identification=("name",), contact=("email",), rest=("id", "instance", "is_open", "words")
    )

    is_open = models.BooleanField(default=False)
    name = models.CharField(max_length=160, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    words = models.TextField(blank=True, max_length=4000)

    class Meta:
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["instance"], name="office_one")]

    def __str__(self) -> str:
        return self.name
