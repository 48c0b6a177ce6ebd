"""What the instance holds and why, at one glance."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kept.audit.access import Access
from kept.audit.models import Entry
from kept.crm.contacts.models import Contact
from kept.crm.titles.models import LegalTitle, LegalTitleTemplate
from kept.policy.doors import MEMBER, allow
from kept.policy.keeps import Figure, evidence_of
from kept.web.pages import page

SOON = dt.timedelta(days=60)
WEEK = dt.timedelta(days=7)


@allow(MEMBER)
def overview(request: HttpRequest) -> HttpResponse:
    """Reasons with their numbers, looks of the last seven days, and what the operator cannot do."""
    access: Access = request.access  # type: ignore[attr-defined]
    may_contacts, may_log = access.rights.may("contacts.view"), access.rights.may("log.view")
    context = {
        "home": request.instance.url,  # type: ignore[attr-defined]
        "reasons": reasons() if may_contacts else [],
        "people": people(access) if may_contacts else None,
        "days": looks_by_day() if may_log else [],
        "figures": operator_figures(),
        "may_log": may_log,
        "may_reasons": access.rights.may("fields.manage"),
    }
    return page(request, "crm_privacy/overview.html", context)


def reasons() -> list[dict[str, Any]]:
    """Each reason with the number of people who are held by it now."""
    today = timezone.localdate()
    running = Q(titles__invalid_at=None, titles__valid_from__lte=today, titles__contact__deleted_at=None)
    running &= Q(titles__valid_till=None) | Q(titles__valid_till__gte=today)
    rows = LegalTitleTemplate.objects.filter(retired_at=None).annotate(
        people=Count("titles__contact_id", filter=running, distinct=True)
    )
    return [
        {"name": row.name, "basis": row.get_basis_display(), "months": row.months, "people": row.people}
        for row in rows.order_by("-people", "name")
    ]


def people(access: Access) -> dict[str, int]:
    """How many people there are, whose reason runs out soon, and who has none."""
    today = timezone.localdate()
    running = LegalTitle.objects.filter(invalid_at=None, valid_from__lte=today)
    lasting = running.filter(Q(valid_till=None) | Q(valid_till__gte=today))
    long = lasting.filter(Q(valid_till=None) | Q(valid_till__gt=today + SOON))
    seen = Contact.objects.kept().visible_to(access)
    held, safe = (Count("pk", filter=Exists(titles.filter(contact_id=OuterRef("pk")))) for titles in (lasting, long))
    every, held, safe = seen.aggregate(every=Count("pk"), held=held, safe=safe).values()
    return {"all": every, "soon": held - safe, "none": every - held}


def looks_by_day() -> list[dict[str, Any]]:
    """Reads and writes of each of the last seven days, counted in the log."""
    since = timezone.localtime() - WEEK
    counted: dict[dt.date, dict[str, int]] = {}
    for at, act in Entry.objects.filter(at__gte=since).values_list("at", "act").iterator(chunk_size=5000):
        day = counted.setdefault(timezone.localtime(at).date(), {"looks": 0, "changes": 0})
        day["looks" if act in (Entry.READ, Entry.EXPORTED) else "changes"] += 1
    return [{"day": day, **numbers} for day, numbers in sorted(counted.items(), reverse=True)]


def operator_figures() -> list[Figure]:
    """The live figures of the promise that the operator makes no use of the instance's data (L5)."""
    return [measure() for measure in evidence_of("L5")]
