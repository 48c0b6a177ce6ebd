"""Security levels, groups, grants and shares: the rights of an instance as rows."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kept.identity.models import Membership
from kept.policy.holdings import NoPersonalData
from kept.tenancy.models import InstanceForeignKey, InstanceModel

RIGHTS_ONLY = NoPersonalData(because="names of groups and rights; members are references")


class SecurityLevel(InstanceModel):
    """A set of records. Every record has one; who belongs to it sees its records."""

    holds = RIGHTS_ONLY
    name = models.CharField(max_length=80)
    locked = models.BooleanField(default=False)  # the shared one, made with the instance

    class Meta(InstanceModel.Meta):
        constraints = [models.UniqueConstraint(fields=["instance", "name"], name="one_level_a_name")]

    def __str__(self) -> str:
        return self.name


class LevelMember(InstanceModel):
    """A member of a security level. Administrators belong to all without a row."""

    holds = RIGHTS_ONLY
    level = InstanceForeignKey(SecurityLevel, models.CASCADE, related_name="members")
    membership = InstanceForeignKey(Membership, models.CASCADE, related_name="levels")

    class Meta(InstanceModel.Meta):
        constraints = [models.UniqueConstraint(fields=["instance", "membership", "level"], name="one_place_in_a_level")]


class Group(InstanceModel):
    """A team to which rights can be given."""

    holds = RIGHTS_ONLY
    name = models.CharField(max_length=80)

    class Meta(InstanceModel.Meta):
        constraints = [models.UniqueConstraint(fields=["instance", "name"], name="one_group_a_name")]

    def __str__(self) -> str:
        return self.name


class GroupMember(InstanceModel):
    """A member of a group."""

    holds = RIGHTS_ONLY
    group = InstanceForeignKey(Group, models.CASCADE, related_name="members")
    membership = InstanceForeignKey(Membership, models.CASCADE, related_name="groups")

    class Meta(InstanceModel.Meta):
        constraints = [models.UniqueConstraint(fields=["instance", "membership", "group"], name="one_place_in_a_group")]


class Grant(InstanceModel):
    """A permission given to, or taken from, one member or one group, beyond the role."""

    holds = RIGHTS_ONLY
    membership = InstanceForeignKey(Membership, models.CASCADE, null=True, blank=True, related_name="grants")
    group = InstanceForeignKey(Group, models.CASCADE, null=True, blank=True, related_name="grants")
    permission = models.CharField(max_length=64)
    allowed = models.BooleanField(default=True)

    class Meta(InstanceModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(membership__isnull=True) ^ models.Q(group__isnull=True),
                name="a_grant_is_for_a_member_or_a_group",
            )
        ]


class Share(InstanceModel):
    """One record shown to one member or group although its security level would hide it."""

    holds = RIGHTS_ONLY
    kind = models.CharField(max_length=64)  # the table of the record: contacts_contact
    record_id = models.BigIntegerField()
    membership = InstanceForeignKey(Membership, models.CASCADE, null=True, blank=True, related_name="shares")
    group = InstanceForeignKey(Group, models.CASCADE, null=True, blank=True, related_name="shares")
    may_edit = models.BooleanField(_("may edit"), default=False)

    class Meta(InstanceModel.Meta):
        indexes = [models.Index(fields=["instance", "kind", "record_id"], name="share_record")]


from kept.grants.calling_in import StaffInvitation  # noqa: E402, F401  models of this room too
from kept.grants.staff import Staff, StaffStep  # noqa: E402, F401
from kept.grants.undertaking import Signature, UndertakingText  # noqa: E402, F401
