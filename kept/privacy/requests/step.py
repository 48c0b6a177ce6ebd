"""Step: something that was done with a request. A state is a row, with who and when and why."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from kept.policy import clock
from kept.policy.holdings import ServiceData
from kept.privacy.requests.here import HereManager, HereModel, HereQuerySet
from kept.privacy.requests.request import DataSubjectRequest
from kept.privacy.requests.states import Act, Done
from kept.tenancy.models import InstanceForeignKey

NOTE, LETTER, WORK, LIFT = "note", "letter", "work", "lift"  # beside the course: they lead into no other state
RECIPIENTS = "recipients"  # the code of a step that names who is to be told
BESIDE: dict[str, LazyText | str] = {
    NOTE: _("Note"),
    LETTER: _("Letter sent"),
    WORK: _("Done"),
    LIFT: _("The lock is lifted"),
}


class StepQuerySet(HereQuerySet):
    """Steps, the first one first."""

    def acts(self) -> Any:
        """Those that make up the course."""
        return self.filter(act__in=Act.values).order_by("pk")


class StepManager(HereManager.from_queryset(StepQuerySet)):  # type: ignore[misc]
    """Steps of the controller at whose door we are."""


class Step(HereModel):
    """One act. `by` is person, officer or system; `by_user_id` says which officer."""

    holds = ServiceData(
        purposes=("R8",),
        person="request",
        correspondence=("reason",),
        request_record=("act", "code", "at", "by"),
        rest=("id", "instance_id", "request", "by_user_id"),
        happened={"request_closed": "request__closed_at"},
    )

    request = InstanceForeignKey(DataSubjectRequest, models.CASCADE, related_name="steps")
    act = models.CharField(max_length=16)
    code = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now)
    by = models.CharField(max_length=8)
    by_user_id = models.BigIntegerField(null=True)

    objects: ClassVar[Any] = StepManager()

    class Meta:
        base_manager_name = "objects"

    def __str__(self) -> str:
        return str(self.label)

    @property
    def done(self) -> Done:
        """As the course has it."""
        return Done(Act(self.act), clock.day_of(self.at))

    @property
    def label(self) -> Any:
        """What was done, in words."""
        if self.code == RECIPIENTS:
            return _("Received it before, and are to be told")
        return BESIDE[self.act] if self.act in BESIDE else Act(self.act).label
