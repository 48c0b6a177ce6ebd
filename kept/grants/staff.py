"""Staff: people of the operator, and what each may do at the operator's door. No right here reaches instance data (D6)."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.utils import timezone
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from kept.audit.access import Access
from kept.grants.rights import Rights
from kept.identity.models import User
from kept.policy.holdings import ServiceData
from kept.policy.keeps import keeps

PERMISSIONS: dict[str, LazyText | str] = {
    "staff.enter": _("enter the operator’s pages"),
    "staff.people": _("manage staff, undertakings and reviews"),
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
    StaffRole.ADMIN: ENTER | {"staff.people", "staff.billing", "staff.status", "staff.backups", "staff.lockbox", "staff.log"},
    StaffRole.SUPPORT: ENTER | {"staff.desk", "staff.lockbox"},
    StaffRole.EDITOR: ENTER | {"staff.newsletter"},
    StaffRole.PRIVACY: ENTER
    | {
        "staff.consents", "staff.requests", "staff.retention", "staff.notices", "staff.disclosures", "staff.log",
        "staff.desk",
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
        rest=("id", "user", "roles", "since", "ended_at"),
    )

    id = models.BigAutoField(primary_key=True)
    user = models.OneToOneField(User, models.PROTECT, related_name="+")
    roles = ArrayField(models.CharField(max_length=16, choices=StaffRole.choices), default=list)
    since = models.DateTimeField(default=timezone.now)
    undertaken_at = models.DateTimeField(null=True)
    undertaking = models.CharField(max_length=64, blank=True)  # SHA-256 of the text that was signed
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "staff"

    def permissions(self) -> frozenset[str]:
        """All that the roles allow; nothing but to enter before the undertaking is signed."""
        if self.undertaken_at is None:
            return ENTER
        return ENTER.union(*(ROLES_OF_STAFF.get(role, ENTER) for role in self.roles))


def staff_of(user_id: int) -> Staff | None:
    """The user as a member of staff today."""
    return Staff.objects.filter(user_id=user_id, ended_at=None).first()


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
