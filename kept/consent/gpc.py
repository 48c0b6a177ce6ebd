"""Global Privacy Control: a browser that says no is believed, on that browser; where a yes stands it is noted. C5."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from kept.consent.asking import Answer, may
from kept.consent.ledger import at_the_ledger
from kept.consent.models import SignalConflict
from kept.consent.people import Someone
from kept.consent.signal import HEADER, says_no
from kept.policy.controller import in_force
from kept.policy.doors import PUBLIC, allow
from kept.policy.keeps import keeps

__all__ = ["HEADER", "gpc_json", "may_here", "note_conflict", "says_no"]
ONCE_A = timedelta(days=1)


@keeps("C5")
def may_here(request: HttpRequest, someone: Someone, purpose: str) -> Answer:
    """The question `may`, asked for something done in this browser: the signal counts as a no over any yes."""
    answer = may(someone, purpose)
    if answer and says_no(request):
        note_conflict(someone, purpose)
        return Answer(False, answer.state, "signal")
    return answer


def note_conflict(someone: Someone, purpose: str) -> None:
    """Note that the browser says no where a yes stands: once a day is enough."""
    who = someone.names()[0]
    now = timezone.now()
    with at_the_ledger(None, purpose):
        rows = SignalConflict.objects.filter(who=who, purpose=purpose, at__gt=now - ONCE_A)
        if not rows.exists():
            SignalConflict.objects.create(who=who, purpose=purpose, at=now)


@allow(PUBLIC)
def gpc_json(request: HttpRequest) -> HttpResponse:
    """That the signal is honoured, where browsers look for it."""
    return JsonResponse({"gpc": True, "lastUpdate": in_force().since.isoformat()})
