"""An operation as it stands now: its agreement, its state, its time; and the steps that both sides take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from kept.console.lockbox import agreement, states
from kept.console.lockbox.models import Agreement, Certificate, Line, Operation, Reach, Side, State, Step
from kept.console.lockbox.scope import Scope
from kept.policy import clock
from kept.policy.controller import controller
from kept.policy.keeps import keeps
from kept.tenancy.models import Instance
from kept.web.refused import Refused


@dataclass
class Case:
    """An operation with all that was added to it."""

    row: Operation

    @property
    def pk(self) -> int:
        """Its number."""
        return int(self.row.pk)

    @cached_property
    def steps(self) -> list[Step]:
        """The steps, in order."""
        return [*Step.objects.filter(**self.whose).order_by("pk")]

    @cached_property
    def agreement(self) -> Agreement:
        """What is on the table, or was accepted."""
        found = Agreement.objects.filter(**self.whose).order_by("-pk")
        if self.opening:
            found = found.filter(digest=self.opening.digest)
        return found[0]

    @cached_property
    def scope(self) -> Scope:
        """The agreed scope."""
        return Scope.of(self.agreement.scope)

    @cached_property
    def reach(self) -> dict[str, Reach]:
        """Which records, by kind. Empty before it was opened."""
        return {one.kind: one for one in Reach.objects.filter(**self.whose).order_by("pk")}

    @cached_property
    def certificate(self) -> Certificate | None:
        """The proof, once it is closed."""
        return Certificate.objects.filter(**self.whose).first()

    @property
    def whose(self) -> dict[str, int]:
        """How its rows are found."""
        return {"instance_id": self.row.instance_id, "operation_id": self.pk}

    @property
    def state(self) -> str:
        """Where it stands, by the rows and by the clock: what is over by its time is over, whoever has noticed."""
        state = self.steps[-1].state
        if state in states.WAITING and clock.now() >= self.answer_by:
            return State.LAPSED
        if state == State.OPEN and self.opening and clock.now() >= self.until:
            return State.EXPIRED
        return state

    @property
    def opening(self) -> Step | None:
        """The step that opened it."""
        return next((step for step in self.steps if step.state == State.OPEN), None)

    @property
    def ending(self) -> Step | None:
        """The step that ended it."""
        return next((step for step in self.steps if step.state in (State.ENDED, State.EXPIRED)), None)

    @property
    def until(self) -> datetime:
        """When the access ends by itself."""
        return self.opening.until if self.opening and self.opening.until else self.answer_by

    @property
    def answer_by(self) -> datetime:
        """When it lapses unless the other side answers."""
        waits_since = [step.at for step in self.steps if step.state in states.WAITING][-1]
        return waits_since + timedelta(hours=controller().limit("lockbox_answer_hours"))

    @property
    def stands(self) -> str:
        """Its state in words."""
        return str(State(self.state).label)

    @property
    def waiting(self) -> bool:
        """Whether it waits for an answer."""
        return self.state in states.WAITING

    @property
    def is_open(self) -> bool:
        """Whether somebody may be in right now."""
        return self.state == State.OPEN

    def may(self, to: str, side: str) -> bool:
        """Whether a side may take a step."""
        return states.may(self.state, to, side)

    def lines(self, most: int = 200) -> list[Line]:
        """The statements, newest first."""
        return [*Line.objects.filter(**self.whose).order_by("-pk")[:most]]


def begin(instance: Instance, side: str, kind: str, why: str, scope: Scope, price: str, by: int | None) -> Case:
    """Ask for an operation, or propose one."""
    row = Operation.objects.create(instance_id=instance.pk, side=side, kind=kind, why=why, by_id=by)
    case = Case(row)
    settle(case, instance, side, scope, price, by)
    take(case, State.ASKED if side == Side.CUSTOMER else State.PROPOSED, side, by, first=True)
    return case


def settle(case: Case, instance: Instance, side: str, scope: Scope, price: str, by: int | None) -> Agreement:
    """Lay an agreement on the table, in place of any earlier one."""
    said, stored = agreement.texts(case.row, scope, price, instance.name), scope.stored()
    made: Agreement = Agreement.objects.create(
        **case.whose, side=side, scope=stored, price=price, by_id=by, texts=said,
        digest=agreement.digest(said, stored, price),
    )  # fmt: skip
    for name in ("agreement", "scope"):
        case.__dict__.pop(name, None)
    return made


@keeps("D8")
def take(case: Case, to: str, side: str, by: int | None, *, first: bool = False, **more: Any) -> Step:
    """Take a step. Refused when this side may not take it from here, or somebody was quicker."""
    if not states.may("" if first else case.state, to, side):
        raise Refused(_("This cannot be done any more: the operation stands elsewhere now."), promise="D8")
    try:
        with transaction.atomic():
            step: Step = Step.objects.create(**case.whose, state=to, side=side, by_id=by, **more)
    except IntegrityError as taken:
        raise Refused(_("Somebody was quicker. Look again."), promise="D8") from taken
    for name in ("steps", "agreement", "scope"):
        case.__dict__.pop(name, None)
    letters_due(case, to)
    return step


def letters_due(case: Case, state: str) -> None:
    """The customer's administrators are told."""
    from kept.console.lockbox import letters

    letters.due(case, state)


def answer(case: Case, instance: Instance, scope: Scope, price: str, by: int | None) -> None:
    """The operator lays its agreement on the table: for what a customer asked, or in place of an earlier one."""
    settle(case, instance, Side.OPERATOR, scope, price, by)
    if case.state == State.ASKED:
        take(case, State.PROPOSED, Side.OPERATOR, by)
    else:
        letters_due(case, State.PROPOSED)
