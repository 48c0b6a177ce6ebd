"""Doing something with a request: the one gate through which a state changes. The table of `states` decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from kept.policy import clock
from kept.policy.keeps import keeps
from kept.privacy.requests import queue
from kept.privacy.requests.reasons import EXTENSIONS, refusals_for
from kept.privacy.requests.request import Channel, DataSubjectRequest
from kept.privacy.requests.states import OFFICER, PERSON, SYSTEM, Act, Course, State, Transition, state_of, transition
from kept.privacy.requests.step import LIFT, NOTE, WORK, Step
from kept.web.refused import Refused


@dataclass(frozen=True, slots=True)
class Hand:
    """Whose hand does it: the person, an officer, or the system."""

    kind: str
    user_id: int | None = None


THE_PERSON, THE_SYSTEM = Hand(PERSON), Hand(SYSTEM)
TOLD = frozenset(
    {Act.VERIFY, Act.ASK_MORE, Act.EXTEND, Act.ANSWER, Act.REFUSE, Act.WITHDRAW, Act.APPEAL}
)  # acts of which the person gets a letter


def officer(user_id: int) -> Hand:
    """The hand of an officer."""
    return Hand(OFFICER, user_id)


@keeps("R8")
def receive(
    *, right: str, by: Hand, received_on: date | None = None, at: datetime | None = None, **told: Any
) -> DataSubjectRequest:
    """Write down a request for the controller at whose door we are. `told`: email, words, name, purpose, language,
    channel, responsible_id."""
    now = at or clock.now()
    day = clock.day_of(now)
    request = DataSubjectRequest(right=right, received_on=received_on or day, **told)
    request.email = request.email.strip().lower()
    request.save()
    Step.objects.create(request=request, act=Act.RECEIVE, at=now, by=by.kind, by_user_id=by.user_id)
    course = request.course()
    request.settle(course, state_of(course), now)
    return request


@keeps("R8")
def do(
    request: DataSubjectRequest, act: Act, *, by: Hand, reason: str = "", code: str = "", at: datetime | None = None
) -> Step:
    """Do an act with a request. Raises Refused when it is not possible now, not by this hand, or says too little."""
    request = DataSubjectRequest.objects.select_for_update().get(pk=request.pk)
    now = at or clock.now()
    course = request.course()
    row = transition(course, act, by.kind, clock.day_of(now))
    if row is None:
        raise Refused(_("This is not possible with the request as it stands."), promise=request.right)
    _says_enough(request, row, reason, code)
    step: Step = Step.objects.create(
        request=request, act=act, reason=reason.strip(), code=code, at=now, by=by.kind, by_user_id=by.user_id
    )
    later: Course = course.after(act, clock.day_of(now))
    request.settle(later, state_of(later), now)
    if act in TOLD and request.email:
        queue.letter(request, step)
    if act is Act.VERIFY:
        queue.begin(request)
    return step


def _says_enough(request: DataSubjectRequest, row: Transition, reason: str, code: str) -> None:
    if row.reason and not reason.strip():
        raise Refused(_("A reason is needed: the person will read it."), promise=request.right)
    if row.code:
        known = EXTENSIONS if row.act is Act.EXTEND else refusals_for(request.right, request.purpose)
        if code not in {one.code for one in known}:
            raise Refused(_("For this request the law does not know that reason."), promise=request.right)


def note(request: DataSubjectRequest, text: str, *, by: Hand) -> Step:
    """Write something down that only the officers read."""
    made: Step = Step.objects.create(request=request, act=NOTE, reason=text, by=by.kind, by_user_id=by.user_id)
    return made


def worked(request: DataSubjectRequest, what: str, *, by: Hand = THE_SYSTEM, code: str = "") -> Step:
    """Write down what a job did."""
    made: Step = Step.objects.create(
        request=request, act=WORK, reason=what, code=code, by=by.kind, by_user_id=by.user_id
    )
    return made


@keeps("R4")
def lift(request: DataSubjectRequest, why: str, *, by: Hand) -> Step:
    """Have a lock lifted; the person is told before (GDPR, article 18 (3)). Raises Refused where there is none."""
    request = DataSubjectRequest.objects.select_for_update().get(pk=request.pk)
    if not is_locked(request):
        raise Refused(_("There is no lock to lift."), promise="R4")
    made: Step = Step.objects.create(request=request, act=LIFT, reason=why, by=by.kind, by_user_id=by.user_id)
    queue.lift(request, made)
    return made


def is_locked(request: DataSubjectRequest) -> bool:
    """Whether this request has led to a lock that nobody has lifted."""
    locked = request.right == "R4" and request.state == State.ANSWERED
    return locked and not request.steps.filter(act=LIFT).exists()


@keeps("R2", "R6")
def identify(request: DataSubjectRequest, how: str, *, by: Hand = THE_PERSON, at: datetime | None = None) -> Step:
    """It is known who asks, and how it is known."""
    step = do(request, Act.VERIFY, by=by, reason=how, at=at)
    DataSubjectRequest.objects.filter(pk=request.pk).update(identified_by=how[:120])
    return step


def by_portal(*, email: str, right: str, purpose: str, words: str, language: str) -> DataSubjectRequest:
    """A request of somebody at the portal. Whether anything is held of them is not looked up: the answer, and the
    time it takes, are the same for everybody. A job asks the address itself."""
    request = receive(
        right=right, by=THE_PERSON, email=email, purpose=purpose, words=words, language=language, channel=Channel.PORTAL
    )
    queue.ask_identity(request)
    return request
