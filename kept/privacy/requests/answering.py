"""Answering: from who asks being known, over finding and reading through, to the act and the answer."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _

from kept.policy import clock
from kept.policy.keeps import keeps
from kept.privacy.requests import acts, correcting, letters, queue, reading, telling
from kept.privacy.requests.doing import THE_SYSTEM, Hand, do, worked
from kept.privacy.requests.request import DataSubjectRequest
from kept.privacy.requests.review import Decision
from kept.privacy.requests.states import OFFICER, Act, State
from kept.privacy.requests.step import RECIPIENTS, WORK, Step
from kept.privacy.requests.told_on import What
from kept.web.refused import Refused

log = logging.getLogger("kept.requests")
AT_ONCE = frozenset({"R1", "R7"})  # no officer weighs them before they take effect
TOLD_ON = frozenset({"R3", "R4", "R6"})  # GDPR, article 19: recipients are told, and the person hears who they are
COPIES = frozenset({"R2", "R5"})
STARTED, FAILED = "started", "failed"


@keeps("R1", "R7")
def begin(request: DataSubjectRequest) -> None:
    """What must happen at once happens and is answered; of the rest it is found out what there is."""
    if request.right in AT_ONCE:
        do(request, Act.TAKE, by=THE_SYSTEM)
        if tried(request, lambda: acts.stop(request)):
            do(request, Act.ANSWER, by=THE_SYSTEM)
        return
    look(request)


def look(request: DataSubjectRequest) -> bool:
    """Ask all stores, and write down what they hold."""

    def ask() -> None:
        request.found = acts.look(request)
        request.looked_at = clock.now()
        request.save(update_fields=["found", "looked_at"])
        if request.right in COPIES:
            reading.lay_out(request)
        if request.right == "R3":
            correcting.lay_out(request)

    return tried(request, ask)


def start(request: DataSubjectRequest, words: str, *, by: Hand) -> None:
    """An officer has decided: a job does it. Raises Refused while it is being done, or something is still unread."""
    request = DataSubjectRequest.objects.select_for_update().get(pk=request.pk)
    if is_being_done(request, list(request.all_steps)):
        raise Refused(_("It is being done already."), promise=request.right)
    if request.right in COPIES and request.reviews.filter(decision=Decision.OPEN).exists():
        raise Refused(_("Some texts are still to be read: they may name others."), promise="R2")
    begun = worked(request, words, by=by, code=STARTED)
    queue.answer(request, begun)


def is_being_done(request: DataSubjectRequest, steps: list[Step]) -> bool:
    """Whether a job is at it."""
    works = [step for step in steps if step.act == WORK]
    return request.state == State.WORK and bool(works) and works[-1].code == STARTED


@keeps("R2", "R4", "R5", "R6", "R8")
def answer(request: DataSubjectRequest, begun: Step) -> None:
    """Do what was asked, then answer in the words of the officer who began it."""
    if request.state != State.WORK:
        return
    officer = Hand(OFFICER, begun.by_user_id)
    subject = acts.subject_of(request)  # as long as it can be found
    handed_to = acts.recipients(request) if request.right in TOLD_ON else []
    if not tried(request, lambda: fulfil(request, begun.by_user_id)):
        return
    if request.right == "R6" and not acts.is_erased(request):
        failed(request, _("something is left in a store"))
        return
    if handed_to:
        worked(request, ", ".join(handed_to), code=RECIPIENTS)
        telling.tell(request, subject)
    do(request, Act.ANSWER, by=officer, reason=begun.reason)


def fulfil(request: DataSubjectRequest, user_id: int | None) -> None:
    """The act behind a right. A complaint needs words alone."""
    if request.right in COPIES:
        acts.copy(request, user_id, reading.edit_of(request))
    elif request.right == "R6":
        acts.erase(request, user_id)
    elif request.right == "R4":
        acts.lock(request, user_id)
    elif request.right == "R3":
        correcting.mend(request)
    elif request.right in AT_ONCE:
        acts.stop(request)


@keeps("R4")
def lift(request: DataSubjectRequest, step: Step) -> None:
    """The person is told first, as the law wants it, then the lock is lifted."""
    if request.email:
        letters.post(request, step.act, step)
    if not tried(request, lambda: acts.lock(request, step.by_user_id, locked=False)):
        step.delete()  # the lock is still there, and may be lifted again
        return
    telling.tell(request, acts.subject_of(request), What.LIFTED)


def tried(request: DataSubjectRequest, act: Callable[[], None]) -> bool:
    """Do it whole or not at all. What stands in the way is written down for the officer, without any personal data."""
    try:
        with transaction.atomic():
            act()
    except Refused as refusal:
        failed(request, str(refusal.message))
        return False
    except Exception as trouble:  # whatever it was: the officer must see that it is not done
        log.exception("a request could not be fulfilled: %s", type(trouble).__name__)
        failed(request, type(trouble).__name__)
        return False
    if request.trouble:
        request.trouble = ""
        request.save(update_fields=["trouble"])
    return True


def failed(request: DataSubjectRequest, what: str) -> None:
    """It is not done, and why."""
    request.refresh_from_db()
    request.trouble = what[:200]
    request.save(update_fields=["trouble"])
    worked(request, _("It could not be done: %(what)s") % {"what": what}, code=FAILED)
