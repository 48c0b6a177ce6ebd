"""The archive: every version of the notice, whole, and what changed from one to the next. A1."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from kept.policy.controller import controller
from kept.policy.difference.change import Kind
from kept.policy.doors import PUBLIC, SIGNED_IN, allow
from kept.policy.keeps import keeps
from kept.privacy.notice import answer_with, chosen_language
from kept.privacy.notices import accepting, current
from kept.privacy.notices.models import NoticeVersion, Telling
from kept.web.pages import done, page

READS = {"accept": Telling.ACCEPTED, "decline": Telling.DECLINED}


@allow(PUBLIC)
def versions(request: HttpRequest) -> HttpResponse:
    """All versions, the newest first."""
    language = chosen_language(request)
    with translation.override(language):
        context = {
            "versions": [_line(one) for one in reversed(current.versions())],
            "controller": controller(),
        }
        return page(request, "notices/versions.html", context)


@allow(PUBLIC)
def version(request: HttpRequest, number: int) -> HttpResponse:
    """One version, as it stood."""
    found = _found(number)
    return answer_with(request, found.read(), of_version=found.number)


@keeps("A1")
@allow(PUBLIC)
def changes(request: HttpRequest, number: int) -> HttpResponse:
    """What a version changed, in plain words; and to whoever is signed in, the question whether they accept it."""
    found = _found(number)
    language = chosen_language(request)
    user: Any = request.user
    with translation.override(language):
        context = {
            "version": found,
            "line": _line(found),
            "changes": [{**one, "kind": Kind.of(one["kind"]).text.in_(language)} for one in found.changes_in(language)],
            "asked": found.asks and user.is_authenticated,
            "answer": accepting.answer_to(found, user.pk) if user.is_authenticated else "",
            "controller": controller(),
        }
        return page(request, "notices/changes.html", context)


@allow(SIGNED_IN)
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Take a person's answer to a version. They may change it at any time."""
    found = _found(number)
    what = READS.get(request.POST.get("answer", ""))
    address = f"/privacy/versions/{number}/changes"
    if request.method != "POST" or what is None or not found.asks:
        return done(request, address)
    accepting.answer(found, request.user.pk or 0, what)
    said = _("Accepted. Thank you.") if what == Telling.ACCEPTED else _("Declined. The version before stays yours.")
    return done(request, address, said)


def _found(number: int) -> NoticeVersion:
    for one in current.versions():
        if one.number == number:
            return one
    raise Http404


def _line(one: NoticeVersion) -> dict[str, Any]:
    now = current.current()
    state = "now" if now and now.pk == one.pk else "announced" if one.applies_from > current.today() else "past"
    return {"version": one, "state": state}
