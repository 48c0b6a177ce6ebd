"""The first page of an instance."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kept.audit.access import Access
from kept.audit.together import Together
from kept.crm.activities import talking
from kept.crm.activities.calendar import Line, talk_line
from kept.crm.activities.models import Task, TaskStatus
from kept.crm.companies.models import Company
from kept.crm.contacts.models import Contact
from kept.policy.doors import MEMBER, allow
from kept.web.pages import page

OPEN = (TaskStatus.NEW, TaskStatus.SCHEDULED)
FEW = 8
SHOWN = FEW + 4  # lines of each half
NAMED = ("instance", "contact__first_name", "contact__last_name", "company__name")  # whom it is about
UNSETTLED = dt.timedelta(days=14)  # how long home asks whether something took place
BEGINNING = 3  # records: with fewer, the page says how to begin


@allow(MEMBER)
def home(request: HttpRequest) -> HttpResponse:
    """My meetings and calls, my promises by their day, and the records changed last."""
    access: Access = request.access  # type: ignore[attr-defined]
    changed = lately_changed(access)
    tasks, talks = on_my_plate(access)
    context = {
        "tasks": tasks[:SHOWN],
        "more": len(tasks) > SHOWN,
        "agenda": talks,
        "may_plan": access.rights.may("tasks.create"),
        "may_edit": access.rights.may("tasks.edit"),
        "slug": request.instance.slug,  # type: ignore[attr-defined]
        "changed": changed,
        "begin": len(changed) < BEGINNING
        and access.rights.may("contacts.import")
        and access.rights.may("contacts.create"),
        "home": request.instance.url,  # type: ignore[attr-defined]
    }
    return page(request, "home/home.html", context)


def lately_changed(access: Access) -> list[dict[str, Any]]:
    """Companies and contacts together, the latest change first."""
    found = [
        {"record": record, "at": record.updated_at or record.created_at, "icon": icon, "place": place}
        for model, place, icon in ((Contact, "contacts", "person"), (Company, "companies", "house"))
        for record in latest(access, model, f"{place}.view")
    ]
    return sorted(found, key=lambda one: one["at"], reverse=True)[:SHOWN]


def on_my_plate(access: Access) -> tuple[list[Task], list[Line]]:
    """What I have promised and not done yet, the most urgent first; and my meetings and calls: those of which nobody
    has said that they took place, today's, and the next. One question for both."""
    if not access.rights.may("tasks.view"):
        return [], []
    together = Together()
    mine = Task.objects.visible_to(access).kept().filter(owner_id=access.member_id, status__in=OPEN)
    mine = mine.select_related("contact", "company").only("title", "deadline", *NAMED)
    tasks = together.ask(mine.order_by("deadline", "pk")[: SHOWN + 1])
    since = timezone.now() - UNSETTLED
    planned = talking.mine(access).filter(status__in=OPEN, scheduled_from__gte=since)
    planned = planned.defer(None).only("title", "kind", "status", "scheduled_from", "scheduled_till", *NAMED)
    talks = together.ask(planned.order_by("scheduled_from", "pk")[:FEW])
    for task in tasks:
        task.line = line_of(task.deadline)
    return list(tasks), [talk_line(talk) for talk in talks]


def line_of(deadline: dt.datetime) -> str:
    """The line in the margin: planned, due today, or missed."""
    now = timezone.localtime()
    if deadline < now:
        return "none"
    return "soon" if timezone.localtime(deadline).date() == now.date() else "yes"


def latest(access: Access, model: Any, needs: str) -> list[Any]:
    """The records that were changed last."""
    if not access.rights.may(needs):
        return []
    seen = model.objects.visible_to(access).kept().filter(updated_at__isnull=False)
    found = list(seen.order_by("-updated_at", "-pk")[:FEW])
    return found or list(model.objects.visible_to(access).kept().order_by("-created_at", "-pk")[:FEW])
