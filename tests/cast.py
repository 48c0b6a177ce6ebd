"""The cast: Alice administers, Bob sells, Carol may only read, Dan has no rights; Mallory lives in another instance."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import count

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from kept.audit.access import Access
from kept.grants.models import LevelMember, SecurityLevel
from kept.grants.rights import arm, rights_of
from kept.identity.membership import Role
from kept.identity.models import Membership, User
from kept.tenancy.models import Instance
from kept.tenancy.opening import opened, system

FAR = 500_000_000  # where the ids of the other instance begin
PASSWORD = "a quiet lime tree at noon"


@dataclass(slots=True)
class Cast:
    """One instance and its people."""

    instance: Instance
    level: SecurityLevel
    members: dict[str, Membership]

    def __getattr__(self, name: str) -> Membership:
        try:
            return self.members[name]
        except KeyError as missing:
            raise AttributeError(name) from missing


@dataclass(slots=True)
class World:
    """Ours, and the other one that must never be seen from ours."""

    ours: Cast
    theirs: Cast


@lru_cache
def _password() -> str:
    return make_password(PASSWORD)


def build() -> World:
    """Make both instances with their people and the shared security level."""
    ours = {"alice": Role.ADMIN, "bob": Role.FULL, "carol": Role.READONLY, "dan": Role.RESTRICTED}
    return World(instance("ours", ours), instance("theirs", {"mallory": Role.ADMIN}, FAR))


def instance(slug: str, people: dict[str, str], far: int = 0) -> Cast:
    """An instance with a member a name. `far` begins ids that no other instance can have by chance."""
    ids = count(far)

    def key() -> dict[str, int]:
        return {"id": next(ids)} if far else {}

    made = Instance.objects.create(slug=slug, name=slug.title())
    with system("tests", made.pk):
        level = SecurityLevel.objects.create(**key(), instance=made, name="Shared", locked=True)
        members = {}
        for name, role in people.items():
            user = User.objects.create(
                email=f"{name}@{slug}.example", first_name=name.title(), last_name=slug.title(), password=_password()
            )
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
            members[name] = Membership.objects.create(
                **key(),
                instance=made,
                user=user,
                role=role,
                full_name=user.full_name,
                initials=user.initials,
                email=user.email,
            )
            LevelMember.objects.create(instance=made, level=level, membership=members[name])
    return Cast(made, level, members)


@contextmanager
def at_the_door(cast: Cast, name: str, door: str = "tests") -> Iterator[Access]:
    """Open the instance as one of its people, with their rights."""
    member = cast.members[name]
    with opened(Access(door=door, instance_id=cast.instance.pk, user_id=member.user_id)) as access:
        arm(access, rights_of(member))
        yield access
