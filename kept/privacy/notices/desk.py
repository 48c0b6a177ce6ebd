"""The privacy officer's page: what runs, what was published, and the next version with all that it would change."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from kept.policy.doors import allow
from kept.privacy.notices import current, publishing
from kept.privacy.notices.models import Telling
from kept.web.pages import done, page
from kept.web.refused import Refused


@allow("staff.notices")
def desk(request: HttpRequest) -> HttpResponse:
    """Versions, and the proposal if the program's register is not what was published last."""
    current.keep_first()
    return _desk(request)


@allow("staff.notices")
def publish(request: HttpRequest) -> HttpResponse:
    """Publish the proposal from a day."""
    proposed = publishing.proposal()
    if request.method != "POST" or proposed is None:
        return done(request, "/operator/notices/")
    typed = request.POST.get("applies_from", "")
    try:
        made = publishing.publish(proposed, date.fromisoformat(typed), by=request.user.pk)
    except ValueError:
        return _desk(request, typed=typed, wrong=_("Write a day, such as 2027-01-31."))
    except Refused as refused:
        return _desk(request, typed=typed, wrong=str(refused.message))
    return done(request, "/operator/notices/", _("Version %(number)s is published.") % {"number": made.number})


def _desk(request: HttpRequest, *, typed: str = "", wrong: str = "") -> HttpResponse:
    language = translation.get_language() or "en"
    proposed = publishing.proposal()
    context = {
        "versions": [(one, _told(one.pk)) for one in reversed(current.versions())],
        "now": current.current(),
        "proposal": proposed,
        "changes": [
            {"promise": one.promise, "kind": one.kind.text.in_(language), "sentence": one.sentence.in_(language),
             "material": one.material}
            for one in (proposed.changes if proposed else ())
        ],
        "typed": typed or (proposed.earliest.isoformat() if proposed else ""),
        "wrong": wrong,
    }  # fmt: skip
    return page(request, "notices/desk.html", context, status=422 if wrong else 200)


def _told(version: int) -> dict[str, int]:
    """How many people were told, could not be reached, accepted and declined."""
    rows = Telling.objects.filter(version_id=version)
    return {what: rows.filter(what=what).values("user_id").distinct().count() for what in (
        Telling.TOLD, Telling.UNREACHED, Telling.ACCEPTED, Telling.DECLINED)}  # fmt: skip
