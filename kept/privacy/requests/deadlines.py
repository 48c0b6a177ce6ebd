"""What the calendar asks for: a warning a week before a term ends, and forgetting what nobody confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from kept.grants.staff import Staff, StaffRole
from kept.identity.membership import Membership, Role
from kept.outside import mail
from kept.policy import clock
from kept.policy.keeps import keeps
from kept.privacy.requests.here import controller_here
from kept.privacy.requests.letters import written
from kept.privacy.requests.request import SOON, Channel, DataSubjectRequest
from kept.privacy.requests.states import PAUSED, State
from kept.tenancy.models import Instance

UNCONFIRMED = timedelta(days=7)


def controllers() -> Iterator[int]:
    """The operator, and every instance that is not ended."""
    yield 0
    yield from Instance.objects.filter(ended_at=None).values_list("pk", flat=True).order_by("pk")


@keeps("R8")
def warn_officers(now: datetime) -> int:
    """Tell the officer once of each term that ends within a week. Returns how many."""
    limit = clock.day_of(now) + timedelta(days=SOON)
    ending = list(DataSubjectRequest.objects.open().filter(due_on__lte=limit, warned_at=None))
    for request in ending:
        for email, language in officers(request):
            subject, text = written(request, "officer", language=language)
            mail.send(purpose="R8", recipient=mail.EMAIL, to=email, subject=subject, text=text)
        request.warned_at = now
        request.save(update_fields=["warned_at"])
    return len(ending)


def officers(request: DataSubjectRequest) -> list[tuple[str, str]]:
    """Address and language of those who must know: who is responsible, else all who may answer."""
    if controller_here():
        members = Membership.objects.filter(left_at=None, role=Role.ADMIN).select_related("user")
        mine = [member.user for member in members if member.user_id == request.responsible_id]
        return [(user.email, user.language) for user in mine or [member.user for member in members]]
    staff = Staff.objects.filter(ended_at=None, roles__contains=[StaffRole.PRIVACY]).select_related("user")
    own = [one.user for one in staff if one.user_id == request.responsible_id]
    return [(user.email, user.language) for user in own or [one.user for one in staff]]


@keeps("R8")
def forget_unverified(now: datetime) -> int:
    """Forget the requests from the portal that nobody confirmed in a week: we do not know who asked."""
    waiting = PAUSED - {State.CLARIFYING} | {State.RECEIVED}
    old = DataSubjectRequest.objects.filter(
        channel=Channel.PORTAL, state__in=waiting, steps__act="receive", steps__at__lt=now - UNCONFIRMED
    )
    keys = list(old.values_list("pk", flat=True))
    DataSubjectRequest.objects.filter(pk__in=keys).delete()
    return len(keys)
