"""The gate of jobs: a job has the rights that its person has at this moment, not those of when it was queued."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from kept.audit.access import Access
from kept.grants.rights import arm, rights_of
from kept.identity.models import Membership
from kept.policy.keeps import keeps


@keeps("D3")
def admit(access: Access, admits: tuple[str, ...]) -> None:
    """Give the Access its person's rights. Raises PermissionDenied when they have left, or may not any more."""
    member = Membership.objects.filter(user_id=access.user_id, left_at=None).first()
    if member is None:
        raise PermissionDenied
    arm(access, rights_of(member))
    if not access.rights.may(*admits):
        raise PermissionDenied
