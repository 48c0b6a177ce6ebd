"""When somebody's rights are to be looked at: each quarter; a month after that they rest (D6).

The calendar decides nothing about a person: it is the same for all, knows nothing but a date, and one click of a
colleague undoes it. So it is no decision in the sense of L7.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from kept.grants.staff import Staff, in_service
from kept.policy import clock
from kept.policy.controller import controller
from kept.policy.keeps import keeps

QUARTER = 91  # days between two reviews
GRACE = 30  # days after which rights that nobody confirmed rest
WARN = 14  # days ahead in which the reviewers are told


@dataclass(frozen=True, slots=True)
class Due:
    """Whose review is due when."""

    staff: Staff
    on: date
    rests_on: date

    @property
    def days(self) -> int:
        """Days left, less than 0 when it is late."""
        return (self.on - clock.today()).days

    @property
    def is_near(self) -> bool:
        """Whether it is time to look."""
        return self.days <= WARN

    @property
    def kept(self) -> str:
        """The line in the margin."""
        if self.staff.suspended_at or self.days < 0:
            return "none"
        return "soon" if self.is_near else "yes"


def interval() -> int:
    """Days between two reviews: a quarter, or what the operator's stricter figure says."""
    return min(QUARTER, controller().limit("access_review_days"))


@keeps("D6")
def due(staff: Staff) -> Due:
    """When this one's turn is."""
    on = clock.day_of(staff.reviewed_at or staff.since) + timedelta(days=interval())
    return Due(staff, on, on + timedelta(days=GRACE))


def all_due() -> list[Due]:
    """Everybody, the most urgent first."""
    return sorted((due(one) for one in in_service().select_related("user")), key=lambda one: (one.on, one.staff.pk))
