"""Handing a person's data to another organisation, as they wished (R5): the log of disclosures knows to whom it went, so
that whoever has it hears of a later correction, lock or erasure (R3)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from kept.consent.people import Someone
from kept.outside.disclosures import WISHED, Disclosure, note
from kept.policy.keeps import keeps
from kept.privacy.requests.doing import Hand, worked
from kept.privacy.requests.request import DataSubjectRequest
from kept.privacy.requests.states import State
from kept.web.refused import Refused

HANDED = "handed over"  # what the log of disclosures calls it


def may_hand(request: DataSubjectRequest) -> bool:
    """Whether there is a copy of this person that somebody else can have been given."""
    return request.right == "R5" and request.state == State.ANSWERED and bool(request.email)


@keeps("R5", "R3", "S1")
def hand(request: DataSubjectRequest, name: str, contact: str, *, by: Hand) -> None:
    """Write down that the copy went to another organisation. Raises Refused where there is no such copy."""
    if not may_hand(request):
        raise Refused(_("Nothing of this request can be handed on."), promise="R5")
    someone = Someone(email=request.email, instance_id=request.instance_id or None)
    note(someone, name, WISHED, "R5", HANDED, request.written_ref, contact)
    worked(request, _("handed on to %(name)s") % {"name": name}, by=by, code=HANDED)


def handed_to(request: DataSubjectRequest) -> list[Any]:
    """To whom the copy of this request went, the first first."""
    if not may_hand(request):
        return []
    lines = Disclosure.objects.filter(
        instance_id=request.instance_id or 0, what=HANDED, reference=request.written_ref
    ).order_by("at")
    return list({line.recipient: line for line in lines}.values())
