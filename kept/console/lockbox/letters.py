"""Letters of the lockbox: the customer's administrators are told when somebody wants in, is in, is nearly or no longer in.

They tell that it is so and where to look: nothing of the records, nothing of who did what. The operator's pages cannot
see who the administrators are, so a job of the instance writes them (D8).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from kept.console.lockbox.models import Operation, Side, State
from kept.console.lockbox.operations import Case
from kept.identity.membership import Membership, Role
from kept.outside import mail
from kept.policy import clock
from kept.policy.controller import controller
from kept.policy.keeps import keeps
from kept.policy.recipients import NoRecipient
from kept.tenancy.models import Instance
from kept.tenancy.once import settled
from kept.tenancy.opening import system
from kept.web.addresses import absolute
from kept.web.formats import moment

SOON = "soon"
WARNED = timedelta(minutes=15)  # before the end of the time
PURPOSE = "L1"

SUBJECTS: dict[str, Callable[[], str]] = {
    State.PROPOSED: lambda: _("A data operation waits for your answer"),
    State.OPEN: lambda: _("The lockbox is open"),
    SOON: lambda: _("The lockbox closes soon"),
    State.ENDED: lambda: _("The lockbox is closed"),
    State.EXPIRED: lambda: _("The lockbox is closed: its time is over"),
    State.LAPSED: lambda: _("A data operation lapsed unanswered"),
}


def due(case: Case, state: str) -> None:
    """Queue the letters that a new state asks for, in the transaction that brings it."""
    from kept.console.lockbox.jobs import write

    if state not in SUBJECTS:
        return
    ids = {"instance_id": case.row.instance_id, "operation_id": case.pk}
    write.defer(**ids, what=state)
    if state == State.OPEN and case.opening and case.opening.until:
        write.configure(schedule_at=case.until - WARNED).defer(**ids, what=SOON)


@keeps("D8")
def tell(instance_id: int, operation_id: int, what: str) -> int:
    """Write to each administrator of the instance, each in their language. Returns how many letters went."""
    with system("lockbox.letters", instance_id, purpose=PURPOSE, by="job"):
        row = Operation.objects.filter(instance_id=instance_id, pk=operation_id).first()
        told = 0
        if row is not None and not _too_late(case := Case(row), what):
            told = sum(_write(case, member, what) for member in _administrators())
        settled()
        return told


def _too_late(case: Case, what: str) -> bool:
    """Whether what a letter would tell is so no more. That somebody was in is told also when they have left."""
    if what == SOON:
        return not case.is_open
    return what == State.PROPOSED and case.state != State.PROPOSED


def _administrators() -> list[Any]:
    found = Membership.objects.filter(role=Role.ADMIN, left_at=None, user__is_active=True)
    return list(found.select_related("user").order_by("pk"))


def _write(case: Case, member: Any, what: str) -> int:
    instance = Instance.objects.get(pk=case.row.instance_id)
    url = reverse("lockbox_instance:case", kwargs={"instance": instance.slug, "id": case.pk})
    with translation.override(member.user.language):
        words = {
            "what": what, "instance": instance.name, "operator": controller().name, "kind": case.row.get_kind_display(),
            "why": case.row.why, "by_us": bool(case.ending and case.ending.side == Side.OPERATOR), "url": absolute(url),
            "answer_by": moment(case.answer_by), "until": moment(case.until), "now": moment(clock.now()),
        }  # fmt: skip
        try:
            mail.send(
                purpose=PURPOSE, recipient=mail.EMAIL, to=member.user.email, subject=SUBJECTS[what](),
                text=render_to_string("lockbox/letter.txt", words),
            )  # fmt: skip
        except NoRecipient:
            return 0
    return 1
