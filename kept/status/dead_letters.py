"""The page of jobs that failed: by kind, with the fault and its place, to be tried again or dropped with a reason."""

from __future__ import annotations

from django.db.models import Count, Max, Min, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from procrastinate.contrib.django.models import ProcrastinateJob

from kept.policy.automatic import ACTS
from kept.policy.doors import allow
from kept.status import failures, jobs, snapshot
from kept.status.models import Failure
from kept.web.pages import done, page
from kept.web.refused import Refused

SHOWN = 100


@allow("staff.status")
def overview(request: HttpRequest) -> HttpResponse:
    """What failed for good, what is being tried again, and how old the queue is, kind by kind."""
    kinds = (
        ProcrastinateJob.objects.filter(status__in=("todo", "doing"))
        .values("task_name")
        .annotate(todo=Count("id", filter=Q(status="todo")), doing=Count("id", filter=Q(status="doing")),
                  first=Min("scheduled_at"), last=Max("scheduled_at"))
        .order_by("task_name")
    )  # fmt: skip
    context = {
        "dead": [(one, _because(one.task)) for one in failures.dead()[:SHOWN]],
        "trying": Failure.objects.filter(final=False, done_at=None)[:SHOWN],
        "kinds": kinds,
        "queue": snapshot.read().part("queue"),
        "settled": Failure.objects.exclude(done_at=None).order_by("-done_at")[:20],
    }
    return page(request, "status/jobs.html", context)


@allow("staff.status")
def retry(request: HttpRequest, id: int) -> HttpResponse:
    """Have it tried again."""
    one = _open(id)
    if request.method == "POST":
        _ask(one, "retry", "")
        return done(request, reverse("status_jobs:overview"), _("It is tried again."))
    return done(request, reverse("status_jobs:overview"))


@allow("staff.status")
def drop(request: HttpRequest, id: int) -> HttpResponse:
    """Leave it, and say why."""
    one, reason = _open(id), " ".join(request.POST.get("because", "").split())[:200]
    if request.method == "POST" and reason:
        _ask(one, "drop", reason)
        return done(request, reverse("status_jobs:overview"), _("It is left."))
    context = {
        "one": one, "missing": request.method == "POST", "title": _("Leave a failed job undone"),
        "action": request.path, "back_url": reverse("status_jobs:overview"),
    }  # fmt: skip
    return page(request, "status/drop.html", context, status=422 if context["missing"] else 200)


def _open(id: int) -> Failure:
    one: Failure = get_object_or_404(Failure, pk=id, done_at=None)
    if one.asked:
        raise Refused(_("Somebody has decided already; the worker is about to do it."))
    return one


def _ask(one: Failure, what: str, reason: str) -> None:
    one.asked, one.because = what, reason
    one.save(update_fields=["asked", "because"])
    jobs.mend.defer(failure=one.pk)


def _because(task: str) -> str:
    return ACTS[task].because if task in ACTS else ""
