"""Who looked at a record, who changed it: the whole list, on a page of its own."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from kept.crm.nouns.doors import Routes, act
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.pages.dossier import slug_of, url_of
from kept.crm.nouns.vocabulary import Vocabulary
from kept.crm.records.looks import ACTS, MOST, looks
from kept.grants.records import get_or_404
from kept.tenancy.ids import id_of
from kept.web.pages import page

SIZE = 100


@act("view", "log.view")
def record_looks(request: HttpRequest, noun: Noun, id: int) -> HttpResponse:
    """All looks and changes, newest first, by kind of act and by person."""
    record = get_or_404(request, noun.model, id)
    access = request.access  # type: ignore[attr-defined]
    if access.rights.member is None:
        raise PermissionDenied
    words = Vocabulary(me=access.member_id)
    act_, member = request.GET.get("act", ""), request.GET.get("member", "")
    pages = min(id_of(request.GET.get("pages")) or 1, MOST // SIZE)
    found = looks(
        noun, record, words, most=pages * SIZE + 1, act=act_ if act_ in ACTS else "",
        member=id_of(member),
    )  # fmt: skip
    context = {
        "noun": noun, "record": record, "name": str(record), "slug": slug_of(request), "looks": found,
        "record_url": url_of(slug_of(request), noun, id), "acts": list(ACTS.items()), "act": act_,
        "members": words.members(), "member": member, "next": pages + 1 if _more(found, pages) else 0,
    }  # fmt: skip
    return page(request, "nouns/looks.html", context)


def _more(found: list, pages: int) -> bool:  # type: ignore[type-arg]
    return sum(look.times for look in found) > pages * SIZE and pages * SIZE < MOST


ROUTES: Routes = [("<int:id>/looks/", record_looks, "looks")]
