"""Staffing: inviting people into the open instance, changing their role, letting them go and taking them back."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.grants.models import GroupMember, LevelMember, SecurityLevel
from kept.identity.keys import ApiKey, digest
from kept.identity.membership import Invitation, Membership, Role
from kept.outside import mail
from kept.policy.keeps import keeps
from kept.web.refused import Refused
from kept.web.templatetags.kept import brand

DAYS = 7


@keeps("U1")
def invite(request: HttpRequest, email: str, role: str) -> Invitation:
    """Invite an address into the open instance; an earlier invitation of it is replaced. Only the mail has the link."""
    secret = secrets.token_urlsafe(32)
    instance, by = request.instance, request.member  # type: ignore[attr-defined]
    Invitation.objects.filter(email=email, accepted_at=None).delete()
    invitation: Invitation = Invitation.objects.create(
        email=email,
        role=role,
        token_hash=digest(secret),
        invited_by=by,
        expires_at=timezone.now() + timedelta(days=DAYS),
    )
    words = {
        "by": by.full_name,
        "instance": instance.name,
        "brand": brand(),
        "days": DAYS,
        "link": request.build_absolute_uri(f"/join/{instance.pk}-{secret}/"),
    }
    mail.send(
        purpose="L1",
        recipient=mail.EMAIL,
        to=email,
        subject=_("%(by)s invites you to %(instance)s") % words,
        text=render_to_string("grants/invitation.txt", words),
    )
    return invitation


def change_role(member: Membership, role: str) -> None:
    """Give another role. Refused for the last administrator."""
    if member.is_admin and role != Role.ADMIN:
        _not_the_last(member)
    member.role = role
    member.save(update_fields=["role"])


@keeps("D6")
def remove(member: Membership) -> None:
    """Let somebody go: no page opens to them any more, their keys are revoked. Refused for the last administrator."""
    if member.is_admin:
        _not_the_last(member)
    now = timezone.now()
    ApiKey.objects.filter(membership=member, revoked_at=None).update(revoked_at=now)
    LevelMember.objects.filter(membership=member).delete()
    GroupMember.objects.filter(membership=member).delete()
    member.left_at = now
    member.save(update_fields=["left_at"])


def take_back(member: Membership) -> None:
    """Undo a removal: the role is as it was, and the level of all; keys and groups are to be given anew."""
    member.left_at = None
    member.save(update_fields=["left_at"])
    for level in SecurityLevel.objects.filter(locked=True):
        LevelMember.objects.get_or_create(level=level, membership=member)


def _not_the_last(member: Membership) -> None:
    others = Membership.objects.filter(role=Role.ADMIN, left_at=None).exclude(pk=member.pk)
    if not others.exists():
        raise Refused(_("This is the last administrator. Make somebody else one first."))
