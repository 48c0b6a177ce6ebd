"""Each morning: who may review is told what is due, and rights that nobody confirmed in time rest (D6)."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from kept.console.reviewing.due import WARN, Due, all_due
from kept.grants import hiring
from kept.grants.staff import Staff, in_service
from kept.outside import mail
from kept.policy import clock
from kept.policy.keeps import keeps
from kept.policy.recipients import NoRecipient
from kept.web.addresses import absolute
from kept.web.formats import long_day

PATH = "/operator/staff/review/"
NOT_IN_TIME = "nobody confirmed it in time"


@keeps("D6")
def rest_what_is_late() -> int:
    """Shut the rooms of those whom nobody confirmed. Returns how many."""
    today = clock.today()
    late = [one for one in all_due() if one.staff.suspended_at is None and one.rests_on < today]
    return sum(hiring.suspend(one.staff, reason=NOT_IN_TIME) for one in late)


@keeps("D6")
def warn() -> int:
    """Tell the reviewers two weeks ahead, a week, on the day, and each week after; once a day. Returns how many letters."""
    today = clock.today()
    near = [one for one in all_due() if one.staff.suspended_at is None and _is_a_day_to_say_so(one)]
    told = 0
    for reviewer in in_service().select_related("user"):
        theirs = [one for one in near if one.staff.pk != reviewer.pk]
        if theirs and reviewer.reminded_on != today and "staff.review" in reviewer.permissions():
            told += _write(reviewer, theirs)
            reviewer.reminded_on = today
            reviewer.save(update_fields=["reminded_on"])
    return told


def _is_a_day_to_say_so(one: Due) -> bool:
    return one.days in (WARN, 7, 0) or (one.days < 0 and one.days % 7 == 0)


def _write(reviewer: Staff, theirs: list[Due]) -> int:
    user = reviewer.user
    with translation.override(user.language):
        lines = [
            _("%(name)s: by %(day)s, rests after %(rests)s")
            % {
                "name": one.staff.user.full_name,
                "day": long_day(one.on),
                "rests": long_day(one.rests_on),
            }
            for one in theirs
        ]
        words = {"name": user.first_name, "lines": lines, "url": absolute(PATH)}
        try:
            mail.send(
                purpose="L1",
                recipient=mail.EMAIL,
                to=user.email,
                subject=_("Accesses of colleagues are to be reviewed"),
                text=render_to_string("reviewing/warning.txt", words),
            )
        except NoRecipient:
            return 0
    return 1
