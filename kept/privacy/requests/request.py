"""DataSubjectRequest: what a person asks of the operator, or of a customer, about their own data (R1 to R8)."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kept.policy import clock
from kept.policy.holdings import ServiceData
from kept.policy.keeps import keeps
from kept.privacy.requests.clock import days_left, due_on
from kept.privacy.requests.here import HereManager, HereModel, HereQuerySet
from kept.privacy.requests.states import CLOSED, PAUSED, Course, State
from kept.privacy.requests.wishes import wish_of

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that looks like another
LENGTH = 8
SOON = 7  # days before the end of the term when the officer is warned


class Channel(models.TextChoices):
    """By which way it came."""

    PORTAL = "portal", _("this page")
    EMAIL = "email", _("e-mail")
    TELEPHONE = "telephone", _("telephone")
    LETTER = "letter", _("letter")
    IN_PERSON = "in_person", _("in person")


def new_ref() -> str:
    """A name for a request that tells nothing, not even how many there are."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


class RequestQuerySet(HereQuerySet):
    """Requests of the controller at whose door we are."""

    def open(self) -> Any:
        """Not answered, not refused, not taken back."""
        return self.exclude(state__in=CLOSED)

    def running(self) -> Any:
        """Those whose clock runs."""
        return self.exclude(due_on=None)

    def overdue(self, today: date) -> Any:
        """Those whose term is over."""
        return self.filter(due_on__lt=today)


class RequestManager(HereManager.from_queryset(RequestQuerySet)):  # type: ignore[misc]
    """Requests of the controller at whose door we are."""


class DataSubjectRequest(HereModel):
    """A request. `state`, `due_on` and `closed_at` follow from its steps and are written with them alone."""

    holds = ServiceData(
        purposes=("R8",),
        person="self",
        email=("email",),
        name=("name",),
        correspondence=("words", "correction"),
        request_record=(
            "right", "purpose", "channel", "received_on", "state", "due_on", "closed_at", "identified_by", "found",
        ),
        rest=(
            "id", "instance_id", "ref", "language", "link", "looked_at", "warned_at", "responsible_id", "package_id",
            "package_until", "certificate_id", "trouble", "tries",
        ),
        happened={"request_closed": "closed_at"},
    )  # fmt: skip

    ref = models.CharField(max_length=LENGTH, default=new_ref)
    right = models.CharField(max_length=2)
    purpose = models.CharField(max_length=40, blank=True)  # which one is objected to, or whose consent is withdrawn
    email = models.EmailField(max_length=254, blank=True)
    name = models.CharField(max_length=160, blank=True)
    words = models.TextField(blank=True)
    language = models.CharField(max_length=8, default="en")
    channel = models.CharField(max_length=12, choices=Channel.choices, default=Channel.PORTAL)
    received_on = models.DateField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVED)
    due_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    identified_by = models.CharField(max_length=120, blank=True)
    link = models.PositiveSmallIntegerField(default=1)  # raised, it makes every older link worthless
    tries = models.PositiveSmallIntegerField(default=0)  # of the code in the first letter
    responsible_id = models.BigIntegerField(null=True)  # a user: staff of the operator, or a member of the instance
    found = models.JSONField(default=list)  # [{"store", "kind", "purpose", "n"}]
    looked_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    package_id = models.BigIntegerField(null=True)  # the copy, and until when it lies ready
    package_until = models.DateTimeField(null=True)
    certificate_id = models.BigIntegerField(null=True)
    correction = models.JSONField(default=list)  # [{"label", "pk", "field", "value"}], of R3
    trouble = models.CharField(max_length=200, blank=True)  # what a job stumbled over, in a word

    objects: ClassVar[Any] = RequestManager()

    class Meta:
        base_manager_name = "objects"
        constraints = [models.UniqueConstraint(fields=["instance_id", "ref"], name="request_ref")]
        indexes = [
            models.Index(fields=["instance_id", "state", "due_on"], name="request_due"),
            models.Index(fields=["instance_id", "email"], name="request_email"),
        ]

    def __str__(self) -> str:
        return self.written_ref

    @property
    def written_ref(self) -> str:
        """As people read it out: K7PX-22MN."""
        return f"{self.ref[:4]}-{self.ref[4:]}"

    @property
    def title(self) -> str:
        """What is asked, in the reader's language: "a copy of the data"."""
        return wish_of(self.right, self.purpose, self.instance_id).name.in_((get_language() or "en")[:2])

    @property
    def is_open(self) -> bool:
        """Whether anything is still to be done."""
        return self.state not in CLOSED

    @property
    def is_paused(self) -> bool:
        """Whether the clock stands still."""
        return self.state in PAUSED

    @property
    def all_steps(self) -> Any:
        """What was done with it, the first step first."""
        return self.steps.order_by("pk")

    def course(self) -> Course:
        """What was done so far."""
        return Course(self.right, self.received_on, tuple(step.done for step in self.all_steps.acts()))

    @keeps("R8")
    def settle(self, course: Course, state: State, at: datetime) -> None:
        """Write down where the course has led."""
        self.state = state
        self.due_on = due_on(course)
        self.closed_at = at if state in CLOSED else None
        self.warned_at = None
        self.save(update_fields=["state", "due_on", "closed_at", "warned_at"])

    def days_left(self) -> int | None:
        """Days until the term ends, less than 0 when it is over."""
        return days_left(self.due_on, clock.today())

    @property
    def clock(self) -> str:
        """How the clock stands: "kept", "late" within a week of the end, "broken" after it, "" while it rests."""
        left = self.days_left()
        if left is None:
            return ""
        return "broken" if left < 0 else "late" if left <= SOON else "kept"
