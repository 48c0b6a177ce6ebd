"""Deciding a review: the rights are still needed, some of them are not, or none (D6)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from kept.console.reviewing.models import Review
from kept.console.reviewing.opened import opened_by
from kept.grants import hiring
from kept.grants.staff import Staff
from kept.policy.keeps import keeps
from kept.web.refused import Refused


@keeps("D6")
def review(staff: Staff, keep: Iterable[str], *, by: int, reason: str = "") -> Review:
    """Leave these roles of those somebody has; none of them ends the access. Raises Refused when it is one's own, when
    something is taken away without a reason, and where the last administrator would go."""
    before = list(staff.roles)
    left = [role for role in before if role in set(keep)]
    taken = [role for role in before if role not in left]
    reason = hiring.in_short(reason)
    if taken and not reason:
        raise Refused(_("Say in a few words why you take it away."), promise="D6")
    if not taken:
        hiring.confirm(staff, by=by, reason=reason)
    elif left:
        hiring.change_roles(staff, left, by=by, reason=reason)
    else:
        hiring.end(staff, by=by, reason=reason)
    made: Review = Review.objects.create(
        staff=staff,
        by_id=by,
        decision=_decision(left, taken),
        roles=before,
        taken=taken,
        reason=reason,
        seen=[{"room": one.room, "n": one.number} for one in opened_by(staff.user_id)],
    )
    return made


def _decision(left: list[str], taken: list[str]) -> Review.Decision:
    if not taken:
        return Review.Decision.CONFIRMED
    return Review.Decision.REDUCED if left else Review.Decision.ENDED
