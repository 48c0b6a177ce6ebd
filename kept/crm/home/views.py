"""The first page of an instance."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kept.audit.access import Access
from kept.crm.activities.models import Task, TaskStatus
from kept.crm.companies.models import Company
from kept.crm.contacts.models import Contact
from kept.policy.doors import MEMBER, allow
from kept.web.pages import page

OPEN = (TaskStatus.NEW, TaskStatus.SCHEDULED)
FEW = 8


@allow(MEMBER)
def home(request: HttpRequest) -> HttpResponse:
    """My promises by their day, and the records changed last."""
    access: Access = request.access  # type: ignore[attr-defined]
    tasks = my_tasks(access)
    now = timezone.now()
    context = {
        "late": [task for task in tasks if task.deadline < now],
        "coming": [task for task in tasks if task.deadline >= now],
        "companies": latest(access, Company, "companies.view"),
        "contacts": latest(access, Contact, "contacts.view"),
        "home": request.instance.url,  # type: ignore[attr-defined]
    }
    return page(request, "home/home.html", context)


def my_tasks(access: Access) -> list[Task]:
    """What I have promised and not done yet, the most urgent first."""
    if not access.rights.may("tasks.view"):
        return []
    mine = Task.objects.visible_to(access).kept().filter(owner_id=access.member_id, status__in=OPEN)
    return list(mine.select_related("contact", "company").order_by("deadline", "pk")[:FEW])


def latest(access: Access, model: Any, needs: str) -> list[Any]:
    """The records that were changed last."""
    if not access.rights.may(needs):
        return []
    seen = model.objects.visible_to(access).kept().filter(updated_at__isnull=False)
    found = list(seen.order_by("-updated_at", "-pk")[:FEW])
    return found or list(model.objects.visible_to(access).kept().order_by("-created_at", "-pk")[:FEW])
