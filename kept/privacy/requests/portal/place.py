"""The place of one request: where it stands, and what the person may do with it. Opened by the link of a letter."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kept.policy import clock
from kept.policy.keeps import keeps
from kept.privacy.erasure.models import Certificate
from kept.privacy.erasure.models import State as Whole
from kept.privacy.requests.doing import THE_PERSON, do, identify, is_locked, lift
from kept.privacy.requests.links import path_of
from kept.privacy.requests.party import Party
from kept.privacy.requests.portal.doors import by_link, here
from kept.privacy.requests.portal.fetching import package_of
from kept.privacy.requests.portal.forms import WordsForm
from kept.privacy.requests.reasons import reason_of
from kept.privacy.requests.request import DataSubjectRequest
from kept.privacy.requests.states import PERSON, Act, State, possible
from kept.privacy.requests.step import LIFT, Step
from kept.privacy.requests.told_on import State as Told
from kept.web.pages import done, page

ASKS = frozenset({State.RECEIVED, State.IDENTITY})


def place(request: HttpRequest, party: Party, ref: str, secret: str) -> HttpResponse:
    """Is it you? And once we know: where it stands."""
    one = by_link(ref, secret)
    if one.state in ASKS:
        return page(request, "requests/portal/confirm.html", {"one": one, "party": party})
    return standing(request, party, one, WordsForm())


def standing(
    request: HttpRequest, party: Party, one: DataSubjectRequest, form: WordsForm, status: int = 200
) -> HttpResponse:
    """Where a request stands."""
    may = possible(one.course(), PERSON, clock.today())
    context = {
        "one": one,
        "party": party,
        "form": form,
        "path": path(one),
        "here": path_of(one),
        "may_withdraw": Act.WITHDRAW in may,
        "may_appeal": Act.APPEAL in may,
        "may_lift": is_locked(one),
        "may_answer": Act.GO_ON in may,
        "ready": package_of(one),
        "certificate": certificate_of(one),
        "before": before(one),
        "told_on": list(one.told_on.exclude(state=Told.SPARED).order_by("pk")),
    }
    return page(request, "requests/portal/place.html", context, status=status)


def certificate_of(one: DataSubjectRequest) -> Certificate | None:
    """What was erased, when a request led to it and every store has verified it."""
    if one.certificate_id is None or one.right != "R6":
        return None
    done = Certificate.objects.filter(instance_id=one.instance_id, pk=one.certificate_id, state=Whole.COMPLETE)
    return done.first()


def path(one: DataSubjectRequest) -> list[dict[str, Any]]:
    """What was done, and what is still to come."""
    from kept.web.formats import long_day, moment

    acts = [step for step in one.all_steps if step.act in Act.values or step.act == LIFT]
    walked = [{"label": step.label, "when": moment(step.at), "note": _note(step), "to_come": False} for step in acts]
    if one.is_open:
        when = _("by %(day)s at the latest") % {"day": long_day(one.due_on)} if one.due_on else _("once you answer")
        walked.append({"label": Act.ANSWER.label, "when": when, "note": "", "to_come": True})
    return walked


def _note(step: Step) -> str:
    from django.utils.translation import get_language

    reason = reason_of(step.code)
    said = reason.text.in_((get_language() or "en")[:2]) if reason else ""
    told = step.reason if step.act != Act.VERIFY else ""
    return " ".join(part for part in (said, told) if part)


def before(one: DataSubjectRequest) -> list[DataSubjectRequest]:
    """What the same person asked besides, to be named on the page."""
    if not one.email:
        return []
    known = DataSubjectRequest.objects.filter(email=one.email).exclude(pk=one.pk).exclude(state__in=ASKS)
    return list(known.order_by("-pk")[:5])


@keeps("R2")
@require_POST
def verify(request: HttpRequest, party: Party, ref: str, secret: str) -> HttpResponse:
    """Yes, it is me: a letter sent to the address has come back."""
    one = by_link(ref, secret)
    if one.state in ASKS:
        identify(one, _("link in a letter to this address"))
    return done(request, here(party, ref, secret), _("Thank you. We know that it is you."))


@require_POST
def forget(request: HttpRequest, party: Party, ref: str, secret: str) -> HttpResponse:
    """No, it was not me: the request is gone, nothing is kept of it."""
    one = by_link(ref, secret)
    if one.state not in ASKS:
        raise Http404
    one.delete()
    return page(request, "requests/portal/forgotten.html", {"party": party})


@keeps("R8")
@require_POST
def withdraw(request: HttpRequest, party: Party, ref: str, secret: str) -> HttpResponse:
    """Take the request back."""
    do(by_link(ref, secret), Act.WITHDRAW, by=THE_PERSON)
    return done(request, here(party, ref, secret), _("Your request is taken back."))


@keeps("R8")
@require_POST
def appeal(request: HttpRequest, party: Party, ref: str, secret: str) -> HttpResponse:
    """Not content: have it looked at once more."""
    answer = _say(request, party, ref, secret, Act.APPEAL, _("We look at it once more."))
    one = by_link(ref, secret)
    if one.state == State.APPEALED and not one.identified_by:  # refused because we did not know who asks
        identify(one, _("link in a letter to this address"))
    return answer


@keeps("R4")
@require_POST
def unlock(request: HttpRequest, party: Party, ref: str, secret: str) -> HttpResponse:
    """The person who asked for the lock lifts it."""
    lift(by_link(ref, secret), "", by=THE_PERSON)
    return done(request, here(party, ref, secret), _("The lock is being lifted."))


@require_POST
def go_on(request: HttpRequest, party: Party, ref: str, secret: str) -> HttpResponse:
    """Answer the question that was asked back."""
    return _say(request, party, ref, secret, Act.GO_ON, _("Thank you. The work goes on."))


def _say(request: HttpRequest, party: Party, ref: str, secret: str, act: Act, said: str) -> HttpResponse:
    one, form = by_link(ref, secret), WordsForm(request.POST)
    if not form.is_valid():
        return standing(request, party, one, form, status=422)
    do(one, act, by=THE_PERSON, reason=form.cleaned_data["words"])
    return done(request, here(party, ref, secret), said)
