"""The work of requests that goes on without anybody: letters, looking, answering, warning, forgetting.

Each runs as the application in a passage of the system: the operator's pages have no privilege on instance data.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from procrastinate.contrib.django import app

from kept.policy import clock
from kept.policy.keeps import keeps
from kept.privacy.requests import answering, letters, telling
from kept.privacy.requests.deadlines import controllers, forget_unverified, warn_officers
from kept.privacy.requests.doing import THE_SYSTEM, do
from kept.privacy.requests.request import DataSubjectRequest
from kept.privacy.requests.states import Act
from kept.privacy.requests.step import Step
from kept.privacy.requests.told_on import State as ToldState
from kept.privacy.requests.told_on import ToldOn
from kept.tenancy.once import settled
from kept.tenancy.opening import system

log = logging.getLogger("kept.requests")
DAY = timedelta(days=1)
AGAIN = timedelta(minutes=5)
MOST_LETTERS = 5  # first letters to one address in a day, so that nobody can have a stranger flooded


@app.task(name="requests.ask_identity", queue="kept")
def ask_identity(instance_id: int, request_id: int) -> None:
    """Ask the address itself whether it was they who asked."""
    with system("job requests.ask_identity", instance_id, purpose="R8"):
        request = DataSubjectRequest.objects.filter(pk=request_id).first()
        if request is None or request.state != "received":
            return
        do(request, Act.ASK_IDENTITY, by=THE_SYSTEM)
        if letters_today(request.email) < MOST_LETTERS:
            letters.post(request, Act.ASK_IDENTITY)


def letters_today(email: str) -> int:
    """How many first letters went to an address in the last day."""
    sent = Step.objects.filter(act="letter", code=Act.ASK_IDENTITY, at__gt=clock.now() - DAY)
    return int(sent.filter(request__email=email).count())


@app.task(name="requests.letter", queue="kept")
def letter(instance_id: int, request_id: int, step_id: int) -> None:
    """Tell the person of a step."""
    with system("job requests.letter", instance_id, purpose="R8"):
        request = DataSubjectRequest.objects.filter(pk=request_id).first()
        step = Step.objects.filter(pk=step_id, request_id=request_id).first()
        if request is not None and step is not None and request.email:
            letters.post(request, step.act, step)
        settled()


@app.task(name="requests.begin", queue="kept")
def begin(instance_id: int, request_id: int) -> None:
    """Once it is known who asks: what must happen at once happens, of the rest it is found out what there is."""
    with system("job requests.begin", instance_id, purpose="R8"):
        request = DataSubjectRequest.objects.filter(pk=request_id).first()
        if request is not None and request.is_open:
            answering.begin(request)


@app.task(name="requests.look", queue="kept")
def look(instance_id: int, request_id: int) -> None:
    """Ask all stores."""
    with system("job requests.look", instance_id, purpose="R8"):
        request = DataSubjectRequest.objects.filter(pk=request_id).first()
        if request is not None:
            answering.look(request)


@app.task(name="requests.answer", queue="kept")
def answer(instance_id: int, request_id: int, step_id: int) -> None:
    """Do what was asked."""
    with system("job requests.answer", instance_id, purpose="R8"):
        request = DataSubjectRequest.objects.filter(pk=request_id).first()
        step = Step.objects.filter(pk=step_id, request_id=request_id).first()
        if request is not None and step is not None and request.is_open:
            answering.answer(request, step)


@app.task(name="requests.lift", queue="kept")
def lift(instance_id: int, request_id: int, step_id: int) -> None:
    """Tell the person, then lift the lock."""
    with system("job requests.lift", instance_id, purpose="R8"):
        request = DataSubjectRequest.objects.filter(pk=request_id).first()
        step = Step.objects.filter(pk=step_id, request_id=request_id).first()
        if request is not None and step is not None:
            answering.lift(request, step)
        settled()


@keeps("R8")
@app.periodic(cron="17 6 * * *")
@app.task(name="requests.day", queueing_lock="requests.day", queue="kept")
def day(timestamp: int) -> None:
    """Once a day, for each controller: warn of terms that end soon, forget what nobody confirmed."""
    for number in controllers():
        with system("job requests.day", number, purpose="R8"):
            warn_officers(clock.now())
            forget_unverified(clock.now())


@app.task(name="requests.tell", queue="kept")
def tell(instance_id: int, told_id: int) -> None:
    """Tell one recipient."""
    with system("job requests.tell", instance_id, purpose="R8"):
        row = ToldOn.objects.filter(pk=told_id, state=ToldState.WAITING).select_for_update(skip_locked=True).first()
        if row is not None:
            telling.send(row)


@keeps("R3")
@app.periodic(cron="*/10 * * * *")
@app.task(name="requests.tell_again", queueing_lock="requests.tell_again", queue="kept")
def tell_again(timestamp: int) -> None:
    """Tell those whom a letter did not reach yet, for each controller."""
    for number in controllers():
        with system("job requests.tell_again", number, purpose="R8"):
            waiting = ToldOn.objects.filter(state=ToldState.WAITING, at__lt=clock.now() - AGAIN)
            keys = list(waiting.values_list("pk", flat=True)[:200])
        for key in keys:
            tell(number, key)
