"""What one contact chose: where they stand with each purpose of the instance, and a no or a yes they told a colleague."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.consent import standing
from kept.crm.nouns.doors import Routes, act
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.pages.dossier import slug_of, url_of
from kept.crm.titles.answering import someone
from kept.grants.records import get_or_404, may_change
from kept.policy.keeps import keeps
from kept.web.pages import done, page


@act("view")
@keeps("R7", "R1")
def choices(request: HttpRequest, noun: Noun, id: int) -> HttpResponse:
    """The purposes with where the contact stands, and what was chosen so far."""
    record = get_or_404(request, noun.model, id)
    access: Access = request.access  # type: ignore[attr-defined]
    may = access.rights.may(noun.permission("edit")) and may_change(access, record) and record.deleted_at is None
    who = someone(record)
    if request.method == "POST" and may:
        verb, _sep, code = request.POST.get("act", "").partition(":")
        try:
            standing.do(who, code, verb, form="record", channel="member", by=access.user_id)
        except (LookupError, ValueError) as error:
            raise Http404 from error
        return done(request, request.path, _("Written down. It counts at once."))
    context = {
        "record": record,
        "name": str(record),
        "back_url": url_of(slug_of(request), noun, id),
        "places": standing.places(who, of_them=True),
        "story": standing.story_of(who),
        "may": may,
        "slug": slug_of(request),
    }
    return page(request, "titles/choices.html", context)


ROUTES: Routes = [("<int:id>/choices/", choices, "choices")]
