"""The bin: what was deleted in the last 30 days, and the way back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kept.crm.nouns import changing
from kept.crm.nouns.doors import act
from kept.crm.nouns.fetching import fetch
from kept.crm.nouns.noun import NOUNS, Noun
from kept.crm.nouns.pages.list_open import address
from kept.crm.nouns.vocabulary import Vocabulary
from kept.grants.records import get_or_404
from kept.policy.doors import MEMBER, allow
from kept.web.pages import done, page

KEPT_FOR = dt.timedelta(days=30)
MOST = 200  # shown of each noun, the newest first


@dataclass(slots=True)
class Binned:
    """A record in the bin."""

    title: str
    by: str
    at: dt.datetime
    gone_on: dt.date
    restore_url: str


@allow(MEMBER)
def bin_page(request: HttpRequest) -> HttpResponse:
    """What was deleted, noun by noun, for those who may delete such records."""
    rights = request.access.rights  # type: ignore[attr-defined]
    parts = [(noun, binned(request, noun)) for noun in NOUNS.values() if rights.may(noun.permission("delete"))]
    context = {"parts": [(noun, rows) for noun, rows in parts if rows], "days": KEPT_FOR.days, "title": _("Bin")}
    return page(request, "nouns/bin.html", context)


def binned(request: HttpRequest, noun: Noun) -> list[Binned]:
    """The records of a noun in the bin, the last deleted first."""
    access, slug = request.access, request.instance.slug  # type: ignore[attr-defined]
    words = Vocabulary(me=access.member_id)
    since = timezone.now() - KEPT_FOR
    gone = noun.model.objects.visible_to(access).filter(deleted_at__gte=since).order_by("-deleted_at", "-pk")[:MOST]
    titles = [one for one in noun.fields if one.name in noun.title_fields]
    rows = fetch(noun, gone, titles, ("deleted_at", "deleted_by_id"))
    words.prime(members={row.extra["deleted_by_id"] for row in rows} - {None})
    return [
        Binned(
            title=noun.title(row.values) or _("no name"),
            by=words.member(row.extra["deleted_by_id"]).name,
            at=row.extra["deleted_at"],
            gone_on=(row.extra["deleted_at"] + KEPT_FOR).date(),
            restore_url=address(noun, slug, row.id, "restore"),
        )
        for row in rows
    ]


@act("delete")
@require_POST
def restore(request: HttpRequest, noun: Noun, id: int) -> HttpResponse:
    """Take a record out of the bin."""
    record = get_or_404(request, noun.model, id, to_change=True)
    access: Any = request.access  # type: ignore[attr-defined]
    slug = request.instance.slug  # type: ignore[attr-defined]
    if record.deleted_at is not None:
        changing.restore(noun, record, access)
    url = reverse("bin", kwargs={"instance": slug})
    return done(request, url, _("%(name)s is back.") % {"name": record})


ROUTES = [("<int:id>/restore/", restore, "restore")]
