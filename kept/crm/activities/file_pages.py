"""The page on which a promise, a meeting or a call gets a file or a link."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from kept.crm.activities.calendar import back_of_talk, talk_or_404
from kept.crm.activities.models import TalkKind
from kept.crm.activities.noun import TALKS, TASKS
from kept.crm.activities.tasks import back_of, task_or_404
from kept.crm.files.adding import adding
from kept.policy.doors import allow


@allow("tasks.view", "files.create")
def add_to_task(request: HttpRequest, id: int) -> HttpResponse:
    """Files or a link for a promise."""
    task = task_or_404(request, id)
    return adding(request, TASKS, task, back_of(request, task))


@allow("tasks.view", "files.create")
def add_to_talk(request: HttpRequest, id: int) -> HttpResponse:
    """Files or a link for a meeting or a call."""
    talk = talk_or_404(request, id)
    return adding(request, TALKS[TalkKind.MEETING], talk, back_of_talk(request, talk))


of_tasks = [path("<int:id>/files/new/", add_to_task, name="add-file")]
of_talks = [path("<int:id>/files/new/", add_to_talk, name="add-file")]
