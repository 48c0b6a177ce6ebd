"""Membership: a user in an instance. Invitation: one who may become one."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kept.identity.user import User
from kept.policy.holdings import ServiceData
from kept.tenancy.models import InstanceForeignKey, InstanceModel


class Role(models.TextChoices):
    """The four roles of the contract, and none: a member who sees only what single grants give."""

    ADMIN = "ADMIN", _("Administrator")
    FULL = "FULL_THROTTLE", _("Seller")
    RESTRICTED = "CERTAIN_RESTRICTIONS", _("Restricted")
    READONLY = "READONLY", _("Read only")


class Membership(InstanceModel):
    """A user in an instance: role, and the name under which colleagues know them."""

    holds = ServiceData(
        purposes=("L1",),
        person="user",
        happened={"contract_ended": ("left_at", "instance__ended_at")},
        remains="what they did in the instance refers to it",
        then={"left_at": timezone.now},
        name=("full_name", "initials"),
        email=("email",),
        rest=("id", "instance", "user", "role", "joined_at", "left_at", "rank", "forgotten_at"),
    )
    seen_by_its_user = "user_id"

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", db_index=False)
    role = models.CharField(max_length=24, choices=Role.choices, default=Role.FULL)
    full_name = models.CharField(max_length=170)
    initials = models.CharField(max_length=4)
    email = models.EmailField()
    rank = models.PositiveIntegerField(default=0)  # order in the switcher
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, editable=False)

    class Meta(InstanceModel.Meta):
        constraints = [models.UniqueConstraint(fields=["instance", "user"], name="one_membership_a_user")]
        indexes = [models.Index(fields=["user"], name="membership_user")]

    def __str__(self) -> str:
        return self.full_name

    @property
    def is_admin(self) -> bool:
        """Administrators manage the instance and belong to all security levels."""
        return self.role == Role.ADMIN


class Invitation(InstanceModel):
    """An address invited into the instance. The link's token is kept as a hash only."""

    holds = ServiceData(
        purposes=("L1",),
        person="email",
        happened={"contract_ended": ("accepted_at", "expires_at", "instance__ended_at")},
        email=("email",),
        rest=("id", "instance", "role", "token_hash", "invited_by", "created_at", "expires_at", "accepted_at"),
    )

    email = models.EmailField()
    role = models.CharField(max_length=24, choices=Role.choices, default=Role.FULL)
    token_hash = models.CharField(max_length=64)
    invited_by = InstanceForeignKey(Membership, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta(InstanceModel.Meta):
        constraints = [models.UniqueConstraint(fields=["instance", "token_hash"], name="one_invitation_a_token")]
