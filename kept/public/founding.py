"""Founding an instance: everything that must be there before its first user comes in."""

from __future__ import annotations

from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kept.crm.contacts.models import Contact
from kept.crm.fields import defaults as fields
from kept.crm.titles import defaults as titles
from kept.grants.models import LevelMember, SecurityLevel
from kept.identity.joining import make_user
from kept.identity.membership import Role
from kept.identity.models import Membership, User
from kept.policy.keeps import keeps
from kept.privacy.leaving import members
from kept.public.models import SignUp
from kept.tenancy.models import Instance
from kept.tenancy.opening import system
from kept.tenancy.slugs import free_slug

__all__ = ["admit", "found_instance", "found_what_was_asked", "make_user", "shared_level"]


@keeps("C1", "U1")
def found_instance(user: User, name: str, language: str = "en", *, slug: str | None = None) -> Instance:
    """A new instance with `user` as its administrator, its shared security level, its lists and its first reasons.

    Needs an open door; opens the new instance by itself. `slug` is chosen from the name unless given."""
    instance = Instance.objects.create(slug=slug or free_slug(name), name=name, language=language)
    with system("founding", instance.pk), translation.override(language):
        level = SecurityLevel.objects.create(name=_("Shared"), locked=True)
        fields.lay_out(language)
        titles.lay_out(language)
        admit(user, level, Role.ADMIN)
    return instance


def admit(user: User, level: SecurityLevel, role: str = Role.FULL) -> Membership:
    """Make `user` a member of the open instance, with a place in `level` and a contact of their own:
    the API names the owner of a record by the id of the owner's contact."""
    member: Membership
    members.claim(user)  # somebody who came along in name is themselves again
    member, _new = Membership.objects.update_or_create(
        user=user,
        defaults={
            "role": role,
            "full_name": user.full_name,
            "initials": user.initials,
            "email": user.email,
            "left_at": None,
        },
    )
    LevelMember.objects.get_or_create(level=level, membership=member)
    if not Contact.objects.filter(membership=member).exists():
        own = Contact.fresh(
            first_name=user.first_name,
            last_name=user.last_name,
            email=user.email,
            membership=member,
            security_level=level,
            owner=member,
            created_by=member,
        )
        own.index()
        own.save()
    return member


def shared_level() -> SecurityLevel:
    """The open instance's level that everybody belongs to."""
    return SecurityLevel.objects.filter(locked=True).order_by("pk").first()  # type: ignore[no-any-return]


def found_what_was_asked(email_address: Any, **rest: Any) -> None:
    """Called when an e-mail was confirmed: found the instances that its person asked for at sign-up."""
    user = email_address.user
    for asked in SignUp.objects.filter(user=user, founded_at=None).order_by("pk"):
        found_instance(user, asked.instance_name, asked.language)
        asked.founded_at = timezone.now()
        asked.save(update_fields=["founded_at"])
