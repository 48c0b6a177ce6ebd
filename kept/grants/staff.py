"""Staff: people of the operator, and what each may do at the operator's door. No right here reaches instance data (D6).

Three things stand before every room: the undertaking is signed in today's words, the sign-in has a second step, and
the rights were looked at by somebody else in time (`kept.console.reviewing`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from kept.audit.access import Access
from kept.grants.rights import Rights
from kept.grants.undertaking import current
from kept.identity.models import User
from kept.policy import clock
from kept.policy.holdings import ServiceData
from kept.policy.keeps import keeps

PERMISSIONS: dict[str, LazyText | str] = {
    "staff.enter": _("enter the operator’s pages"),
    "staff.people": _("manage staff, undertakings and reviews"),
    "staff.review": _("review what colleagues may do"),
    "staff.desk": _("answer correspondents"),
    "staff.newsletter": _("write and send the newsletter"),
    "staff.consents": _("see choices and proofs of consent"),
    "staff.requests": _("handle requests of persons"),
    "staff.retention": _("see and hold what is due to go"),
    "staff.notices": _("publish versions of the notice"),
    "staff.disclosures": _("record and review disclosures"),
    "staff.billing": _("enter accounting documents"),
    "staff.backups": _("see backups and drills"),
    "staff.lockbox": _("propose and do agreed data operations"),
    "staff.status": _("run the service: status, errors, queues"),
    "staff.log": _("read the log of the operator’s doors"),
    "staff.announce": _("tell users what is new and what changes"),
}
ENTER = frozenset({"staff.enter"})


class StaffRole(models.TextChoices):
    """What a member of staff is there for. The published table of their rights is `ROLES_OF_STAFF`."""

    ADMIN = "admin", _("administrator of the service")
    SUPPORT = "support", _("support")
    EDITOR = "editor", _("editor")
    PRIVACY = "privacy", _("privacy officer")
    ON_CALL = "on_call", _("on call")


ROLES_OF_STAFF: dict[str, frozenset[str]] = {
    StaffRole.ADMIN: ENTER
    | {
        "staff.people", "staff.billing", "staff.status", "staff.backups", "staff.lockbox", "staff.log", "staff.announce",
        "staff.review", "staff.disclosures",
    },
    StaffRole.SUPPORT: ENTER | {"staff.desk", "staff.lockbox"},
    StaffRole.EDITOR: ENTER | {"staff.newsletter", "staff.announce"},
    StaffRole.PRIVACY: ENTER
    | {
        "staff.consents", "staff.requests", "staff.retention", "staff.notices", "staff.disclosures", "staff.log",
        "staff.desk", "staff.review",
    },
    StaffRole.ON_CALL: ENTER | {"staff.status", "staff.backups"},
}  # fmt: skip


class Staff(models.Model):
    """A user who works for the operator. Without a signed undertaking no door opens but that of the undertaking."""

    holds = ServiceData(
        purposes=("D6",),
        person="user",
        happened={"access_ended": "ended_at"},
        end="anonymise",
        then={"ended_at": timezone.now, "roles": list},
        undertaking=("undertaken_at", "undertaking"),
        rest=("id", "user", "roles", "since", "ended_at", "reviewed_at", "reminded_on", "suspended_at"),
    )

    id = models.BigAutoField(primary_key=True)
    user = models.OneToOneField(User, models.PROTECT, related_name="+")
    roles = ArrayField(models.CharField(max_length=16, choices=StaffRole.choices), default=list)
    since = models.DateTimeField(default=timezone.now)
    undertaken_at = models.DateTimeField(null=True)
    undertaking = models.CharField(max_length=64, blank=True)  # SHA-256 of the text that was signed
    reviewed_at = models.DateTimeField(null=True)  # when somebody else last said that these rights are needed
    reminded_on = models.DateField(null=True)  # when they were last told of reviews that wait for them
    suspended_at = models.DateTimeField(null=True)  # nobody said so in time
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "staff"

    @property
    def is_bound(self) -> bool:
        """Whether today's undertaking is signed."""
        return self.undertaken_at is not None and self.undertaking == current().digest

    @property
    def has_second_step(self) -> bool:
        """Whether signing in takes a second step, where the house asks for one. As the doorway found out with the row."""
        known = getattr(self, "second_step", None)
        return not settings.STAFF_SECOND_STEP or bool(steps_of(self.user_id) if known is None else known)

    @property
    def is_ready(self) -> bool:
        """Whether the rooms are open."""
        return self.is_bound and self.suspended_at is None and self.has_second_step

    @property
    def titles(self) -> list[str]:
        """The roles in words."""
        return titles_of(self.roles)

    @keeps("D6")
    def permissions(self) -> frozenset[str]:
        """All that the roles allow; nothing but to enter while something stands before the rooms."""
        if not self.is_ready:
            return ENTER
        return ENTER.union(*(ROLES_OF_STAFF.get(role, ENTER) for role in self.roles))


class StaffStep(models.Model):
    """What happened with somebody's access: who was given or denied what, by whom, why."""

    class Act(models.TextChoices):
        """The acts. `by_id` None: at the machine itself, or by the calendar."""

        HIRED = "hired", _("hired")
        ROLES = "roles", _("other roles")
        CONFIRMED = "confirmed", _("confirmed")
        SUSPENDED = "suspended", _("suspended")
        ENDED = "ended", _("ended")

    holds = ServiceData(
        purposes=("D6",),
        person="staff",
        happened={"access_ended": "staff__ended_at"},
        undertaking=("reason",),
        rest=("id", "staff", "act", "at", "by_id", "before", "after"),
    )

    id = models.BigAutoField(primary_key=True)
    staff = models.ForeignKey(Staff, models.CASCADE, related_name="steps")
    act = models.CharField(max_length=12, choices=Act.choices)
    at = models.DateTimeField(default=clock.now)
    by_id = models.BigIntegerField(null=True)  # the number of the user
    before = ArrayField(models.CharField(max_length=16), default=list)
    after = ArrayField(models.CharField(max_length=16), default=list)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("pk",)


SECOND = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # codes to recover are no step of their own


def steps_of(user_id: int) -> bool:
    """Whether a user signs in with a second step."""
    return bool(Authenticator.objects.filter(user_id=user_id, type__in=SECOND).exists())


def titles_of(roles: Iterable[str]) -> list[str]:
    """Roles in words, in their order."""
    return [str(role.label) for role in StaffRole if role in set(roles)]


def in_service() -> QuerySet[Staff]:
    """All who work here today, each with whether they have a second step."""
    steps = Authenticator.objects.filter(user_id=OuterRef("user_id"), type__in=SECOND)
    found: QuerySet[Staff] = Staff.objects.filter(ended_at=None).annotate(second_step=Exists(steps))
    return found


def staff_of(user_id: int) -> Staff | None:
    """The user as a member of staff today."""
    return in_service().filter(user_id=user_id).first()


@keeps("D6")
def arm_staff(passage: Access, staff: Staff) -> None:
    """Give a passage the rights of staff, and the database a role that has no privilege on instance data (D8)."""
    passage.by = "staff"
    passage.rights = Rights(member=None, permissions=staff.permissions())
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE kept_console")


def take_off() -> None:
    """Be the application again, where the transaction goes on after the passage (in tests)."""
    if connection.in_atomic_block and not connection.needs_rollback:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


def may(request: Any, permission: str) -> bool:
    """Whether the member of staff at the door has the permission."""
    return bool(request.access.rights.may(permission))
