"""Putting the work of requests into the queue, in the transaction that causes it. Ids alone: the queue tells nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procrastinate.contrib.django import app

if TYPE_CHECKING:
    from kept.privacy.requests.request import DataSubjectRequest
    from kept.privacy.requests.step import Step


def _later(name: str, request: DataSubjectRequest, **ids: int) -> None:
    app.configure_task(name, queue="kept").defer(instance_id=request.instance_id, request_id=request.pk, **ids)


def ask_identity(request: DataSubjectRequest) -> None:
    """Have the first letter sent."""
    _later("requests.ask_identity", request)


def letter(request: DataSubjectRequest, step: Step) -> None:
    """Have the person told of a step."""
    _later("requests.letter", request, step_id=step.pk)


def begin(request: DataSubjectRequest) -> None:
    """Have done what needs no officer."""
    _later("requests.begin", request)


def look(request: DataSubjectRequest) -> None:
    """Have all stores asked what they hold."""
    _later("requests.look", request)


def lift(request: DataSubjectRequest, step: Step) -> None:
    """Have the person told, and the lock lifted."""
    _later("requests.lift", request, step_id=step.pk)


def answer(request: DataSubjectRequest, step: Step) -> None:
    """Have done what was asked, and the person told."""
    _later("requests.answer", request, step_id=step.pk)
