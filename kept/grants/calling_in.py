"""Calling somebody in: an invitation to work for the operator, for who has no login yet (D6).

The link is in the letter alone, works for a day, and once: who follows it makes a login and is hired in the name of
who invited them. No room opens before the undertaking is signed and a second step is set up.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from kept.grants import hiring
from kept.grants.staff import Staff, StaffRole, in_service
from kept.identity.keys import digest
from kept.identity.models import User
from kept.outside import mail
from kept.policy import clock
from kept.policy.controller import controller
from kept.policy.holdings import ServiceData
from kept.policy.keeps import keeps
from kept.web.addresses import absolute
from kept.web.refused import Refused

HOURS = 24


class StaffInvitation(models.Model):
    """An address that was invited to work here. It goes when it is followed, withdrawn, or over."""

    holds = ServiceData(
        purposes=("D6",),
        person="email",
        happened={"access_ended": "expires_at"},
        email=("email",),
        undertaking=("reason",),
        rest=("id", "roles", "token_hash", "invited_by_id", "created_at", "expires_at"),
    )

    id = models.BigAutoField(primary_key=True)
    email = models.EmailField(max_length=254, unique=True)
    roles = ArrayField(models.CharField(max_length=16, choices=StaffRole.choices))
    reason = models.CharField(max_length=300, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by_id = models.BigIntegerField()  # the number of the user
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = "invitation of staff"
        verbose_name_plural = "invitations of staff"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"invitation of staff {self.pk}"

    @property
    def titles(self) -> list[str]:
        """The roles in words."""
        return [str(StaffRole(role).label) for role in self.roles]


@keeps("D6")
def call_in(email: str, roles: Iterable[str], *, by: User, reason: str = "") -> StaffInvitation:
    """Invite an address that nobody signs in with; an earlier invitation of it is replaced. Raises Refused."""
    secret = secrets.token_urlsafe(32)
    StaffInvitation.objects.filter(email=email).delete()
    made: StaffInvitation = StaffInvitation.objects.create(
        email=email, roles=hiring.known(roles), reason=hiring.in_short(reason), token_hash=digest(secret),
        invited_by_id=by.pk, expires_at=clock.now() + timedelta(hours=HOURS),
    )  # fmt: skip
    words = {
        "by": by.full_name, "operator": controller().name, "roles": ", ".join(made.titles), "hours": HOURS,
        "link": absolute(f"/staff/join/{secret}/"),
    }  # fmt: skip
    mail.send(
        purpose="L1",
        recipient=mail.EMAIL,
        to=email,
        subject=_("%(by)s invites you to work for %(operator)s") % words,
        text=render_to_string("grants/calling_in.txt", words),
    )
    return made


def waiting() -> list[StaffInvitation]:
    """Those that can still be followed."""
    return list(StaffInvitation.objects.filter(expires_at__gt=clock.now()))


def find(secret: str) -> StaffInvitation | None:
    """The invitation of a link, while it works and while who sent it may still do so."""
    found = StaffInvitation.objects.filter(token_hash=digest(secret), expires_at__gt=clock.now()).first()
    return found if found is not None and _may_invite(found.invited_by_id) else None


@keeps("D6")
def come_in(invitation: StaffInvitation, user: User) -> Staff:
    """Follow it, once: whoever comes second finds it gone. Raises Refused, also for another address."""
    gone, _by_kind = StaffInvitation.objects.filter(pk=invitation.pk).delete()
    if not gone or user.email != invitation.email:
        raise Refused(_("This invitation is over."), promise="D6")
    return hiring.hire(user, invitation.roles, by=invitation.invited_by_id, reason=invitation.reason)


def drop_old() -> int:
    """Forget those that are over. Returns how many."""
    gone, _by_kind = StaffInvitation.objects.filter(expires_at__lte=clock.now()).delete()
    return gone


def _may_invite(user_id: int) -> bool:
    known = in_service().filter(user_id=user_id).first()
    return known is not None and "staff.people" in known.permissions()
