"""Members on a journey: known by their e-mail. Who brings the archive is matched; nobody else gets in by it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from kept.identity.membership import Role
from kept.identity.models import Membership, User
from kept.identity.user import normal_email
from kept.policy.keeps import keeps
from kept.privacy.leaving.models import Awaited
from kept.privacy.leaving.travelling import Row, Way, kinds

MOST = 10_000  # members of one instance
NO_DOOR = {"password": "!"}  # what no password fits
AT_ONCE = 200  # invitations


def wrong(row: Row) -> Iterator[str]:
    """An address is needed to know them by."""
    if row.get("forgotten_at") is None and "@" not in str(row.get("email", "")):
        yield "email: is no e-mail address"


class Members:
    """Who is who, in the archive and here."""

    def __init__(self, founder: Membership) -> None:
        self.founder = founder
        self.mine = 0  # the number under which the archive knows who brings it
        self.users: dict[int, int] = {}  # member of the archive: user here
        self.awaited: list[Awaited] = []

    def take(self, row: Row) -> Row:
        """A member of the archive as a row of here."""
        user = self._founder(row) if self._is_founder(row) else self._stand_in(row)
        self.users[row["id"]] = user
        row["user_id"] = user
        return row

    def user(self, member: int | None) -> int | None:
        """The user of a member of the archive."""
        return self.users.get(member) if member is not None else None

    def _is_founder(self, row: Row) -> bool:
        return not self.mine and normal_email(row["email"]) == normal_email(self.founder.email)

    def _founder(self, row: Row) -> int:
        self.mine = row["id"]
        row["role"], row["left_at"] = Role.ADMIN.value, None
        return int(self.founder.user_id)

    def _stand_in(self, row: Row) -> int:
        made: User = User.objects.create(
            email=f"{uuid.uuid4()}@member.invalid", first_name="", last_name="", is_active=False, **NO_DOOR
        )
        left = row["left_at"]
        self.awaited.append(Awaited.fresh(membership_id=row["id"], stand_in=made, left_at=left))
        if left is None:
            row["left_at"] = timezone.now().isoformat()
        return int(made.pk)


@keeps("R5")
def claim(user: User) -> Membership | None:
    """Who was awaited under this address and has accepted an invitation is themselves again. In the open instance."""
    waiting = Awaited.objects.filter(
        membership__email__iexact=user.email, membership__forgotten_at=None, claimed_at=None
    ).select_related("membership")
    one = waiting.order_by("pk").first()
    if one is None or Membership.objects.filter(user=user).exists():
        return None
    member: Membership = one.membership
    member.user, member.left_at = user, None
    member.save(update_fields=["user", "left_at"])
    one.claimed_at = timezone.now()
    one.save(update_fields=["claimed_at"])
    return member


def waiting() -> Any:
    """Members who came along in name, were members there, and have not accepted yet."""
    return Awaited.objects.filter(claimed_at=None, left_at=None).select_related("membership").order_by("pk")


def make_way(old: int, new: int) -> None:
    """Whatever stays here and refers to who brings the archive refers to them under their new number."""
    for said in kinds(Way.STAYS):
        for field in said.model._meta.local_fields:
            if field.is_relation and field.related_model is Membership:
                said.model.objects.filter(**{field.attname: old}).update(**{field.attname: new})
