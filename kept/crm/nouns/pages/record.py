"""The page of a record: facts, what belongs to it, its story, and in the margin what was promised about it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from kept.audit.access import Access
from kept.audit.together import Together
from kept.crm.activities.story import KINDS, Rows, asked, story, with_days
from kept.crm.files.listed import files_of
from kept.crm.nouns.doors import Routes, act
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.pages.dossier import FACES, Dossier, open_dossier, prime
from kept.crm.nouns.pages.facts import groups_of
from kept.crm.nouns.pages.neighbours import neighbours
from kept.crm.nouns.pages.record_fact import fact
from kept.crm.privacy.until import until
from kept.crm.records.looks import looks
from kept.crm.titles.glance import reasons_of, titles_of
from kept.grants.records import get_or_404
from kept.grants.why import all_members, who_may_see
from kept.web.pages import page

GLANCE = 3  # lines of each list in the margin
LOOKS = 40  # lines of the log read for them


@act("view")
def record(request: HttpRequest, noun: Noun, id: int) -> HttpResponse:
    """One record."""
    found = get_or_404(request, noun.model, id)
    access: Access = request.access  # type: ignore[attr-defined]
    together = Together()
    members = together.ask(all_members())
    files = together.ask(files_of(noun, found, access))
    titles = together.ask(titles_of(noun, found))
    told_by = asked(noun, found, access, together.ask, kind=story_kind(request), before=request.GET.get("before", ""))
    dossier = open_dossier(request, noun, found, together)
    seers = who_may_see(access, found, noun.permission("view"), members)
    dossier.words.meet(member for member, _why in seers)
    prime(dossier)
    reasons = reasons_of(titles, needed=FACES[noun.key].is_person(found))
    context = {
        **head_of(request, dossier),
        "groups": groups_of(dossier, not_asked=reasons.not_asked),
        **story_of(request, dossier, told_by),
        "files": files,
        "reasons": reasons,
        "until": until(noun, found, request.instance),  # type: ignore[attr-defined]
        "seers": seers[:GLANCE],
        "all_seers": len(seers),
        **looks_of(dossier),
    }
    return page(request, "nouns/record.html", context)


@act("view")
def story_part(request: HttpRequest, noun: Noun, id: int) -> HttpResponse:
    """The story alone: another filter, or its next page."""
    found = get_or_404(request, noun.model, id)
    dossier = open_dossier(request, noun, found)
    return page(request, "nouns/story.html", {**head_of(request, dossier), **story_of(request, dossier)})


def head_of(request: HttpRequest, dossier: Dossier) -> dict[str, Any]:
    """What every page of a record says on top of it."""
    face, noun, record = FACES[dossier.noun.key], dossier.noun, dossier.record
    before, after = neighbours(request, dossier) if request.method == "GET" else ("", "")
    sub = [(dossier.show(name), name) for name in face.subline(dossier.values) if name in dossier.fields]
    return {
        "dossier": dossier,
        "noun": noun,
        "record": record,
        "name": noun.title(dossier.values) or str(record),
        "full_name": face.full_name(record),
        "subline": [(text, name) for text, name in sub if text],
        "mail": dossier.values.get("email") or "",
        "picture": getattr(record, face.picture),
        "related": face.related,
        "rows": dossier.rows,
        "previous_url": before,
        "next_url": after,
        "may": May(dossier),
        "slug": dossier.slug,
        "record_url": dossier.url(),
    }


class May:
    """What the person at the door may do with this record, by name, for templates."""

    def __init__(self, dossier: Dossier) -> None:
        self._dossier = dossier

    def __getitem__(self, name: str) -> bool:
        """`may.edit` for acts on the noun, `may.notes_create` for those of other nouns."""
        rights = self._dossier.access.rights
        if name == "change":
            return self._dossier.may_edit
        if "_" in name:
            return bool(rights.may(name.replace("_", ".", 1)))
        return bool(rights.may(self._dossier.noun.permission(name)))


def story_kind(request: HttpRequest) -> str:
    """Which story the address asks for."""
    kind = request.GET.get("story", "all")
    return kind if kind in KINDS else "all"


def story_of(request: HttpRequest, dossier: Dossier, told_by: Rows | None = None) -> dict[str, Any]:
    """The story that the address asks for. `told_by`: its rows, when they have been asked for already."""
    kind = story_kind(request)
    told = story(
        dossier.noun, dossier.record, dossier.access, dossier.words, dossier.fields,
        kind=kind, before=request.GET.get("before", ""), told_by=told_by,
    )  # fmt: skip
    return {"story": told, "items": list(with_days(told.items)), "story_kind": kind}


def looks_of(dossier: Dossier) -> dict[str, Any]:
    """The newest looks, for those who may know."""
    if not dossier.access.rights.may("log.view"):
        return {"looks": None}
    found = looks(dossier.noun, dossier.record, dossier.words, most=LOOKS)
    return {"looks": found[:GLANCE], "more_looks": len(found) > GLANCE}


ROUTES: Routes = [
    ("<int:id>/", record, "record"),
    ("<int:id>/story/", story_part, "story"),
    ("<int:id>/fact/<str:field>/", fact, "fact"),
]
