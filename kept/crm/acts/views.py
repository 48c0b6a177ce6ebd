"""The pages of long acts: how far one has come, what became of it, and those so far."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from kept.crm.acts.models import LongAct
from kept.crm.nouns.noun import NOUNS
from kept.crm.nouns.pages.list_open import address
from kept.crm.nouns.pages.undo import undo_url
from kept.policy.doors import MEMBER, allow
from kept.web.formats import number
from kept.web.pages import done, is_htmx, page

TITLES = {
    "edit": gettext_lazy("Editing a field"), "owner": gettext_lazy("Handing over"), "tag": gettext_lazy("Tagging"),
    "delete": gettext_lazy("Deleting"), "undo": gettext_lazy("Undoing"),
}  # fmt: skip
STATES = {
    LongAct.RUNNING: gettext_lazy("runs"), LongAct.DONE: gettext_lazy("done"),
    LongAct.STOPPED: gettext_lazy("stopped"), LongAct.FAILED: gettext_lazy("did not work"),
    LongAct.PUT_BACK: gettext_lazy("stopped by a restore"),
}  # fmt: skip
SHOWN = 50


def url_of(request: HttpRequest, name: str = "page", **kwargs: Any) -> str:
    """The address of one of these pages."""
    return reverse(f"acts:{name}", kwargs={"instance": request.instance.slug, **kwargs})  # type: ignore[attr-defined]


def act_of(request: HttpRequest, id: int) -> LongAct:
    """An act of one's own; an administrator sees all of them."""
    act: LongAct | None = LongAct.objects.select_related("operation").defer("ids", "plan").filter(pk=id).first()
    member = request.member  # type: ignore[attr-defined]
    if act is None or not (member.is_admin or act.by_id == member.pk):
        raise Http404
    return act


@allow(MEMBER)
def start(request: HttpRequest) -> HttpResponse:
    """The last acts of this person; an administrator sees everybody's."""
    member = request.member  # type: ignore[attr-defined]
    found = LongAct.objects.select_related("operation").defer("ids", "plan").order_by("-pk")
    found = found if member.is_admin else found.filter(by_id=member.pk)
    rows = [{"act": act, **_words(act)} for act in found[:SHOWN]]
    return page(request, "acts/start.html", {"rows": rows})


@allow(MEMBER)
def act(request: HttpRequest, id: int) -> HttpResponse:
    """How far an act has come, asked again each second; at its end, what became of it."""
    one = act_of(request, id)
    if one.state != LongAct.RUNNING and is_htmx(request) and request.headers.get("HX-Target") == "act-work":
        return HttpResponse(status=204, headers={"HX-Redirect": url_of(request, id=one.pk)})
    operation = one.operation
    can_undo = operation is not None and operation.undone_at is None and one.changed and one.state != LongAct.RUNNING
    context = {
        "act": one, **_words(one), "said": said(one), "done": one.done, "total": one.total,
        "note": _("You can leave this page."), "stop_url": url_of(request, "stop", id=one.pk),
        "undo_url": undo_url(request, operation.pk) if can_undo and operation else "",
        "list_url": address(NOUNS[one.kind], request.instance.slug) if one.kind in NOUNS else request.instance.url,  # type: ignore[attr-defined]
    }  # fmt: skip
    return page(request, "acts/act.html", context)


@allow(MEMBER)
@require_POST
def stop(request: HttpRequest, id: int) -> HttpResponse:
    """Stop after the records in hand. What was done stays, and can be undone."""
    one = act_of(request, id)
    LongAct.objects.filter(pk=one.pk, state=LongAct.RUNNING).update(stop_asked=True)
    return done(request, url_of(request, id=one.pk), _("It stops after the records in hand."))


def _words(one: LongAct) -> dict[str, Any]:
    noun = NOUNS.get(one.kind)
    return {
        "title": TITLES.get(one.act, one.act),
        "kind": noun.label_plural if noun else "",
        "state": _("undone") if one.operation and one.operation.undone_at else STATES.get(one.state, one.state),
    }


def said(one: LongAct) -> str:
    """What became of the records so far, in sentences."""
    n = {"n": number(one.changed)}
    if one.act == "delete":
        parts = [ngettext("%(n)s record deleted.", "%(n)s records deleted.", one.changed) % n]
    elif one.act == "undo":
        parts = [ngettext("%(n)s record is as it was.", "%(n)s records are as they were.", one.changed) % n]
    else:
        parts = [ngettext("%(n)s record changed.", "%(n)s records changed.", one.changed) % n]
    if one.skipped:
        text = ngettext(
            "%(n)s stays as it was: locked, or not yours to change.",
            "%(n)s stay as they were: locked, or not yours to change.",
            one.skipped,
        )
        parts.append(text % {"n": number(one.skipped)})
    if one.left:
        text = ngettext(
            "%(n)s fact was changed by somebody since and stays.",
            "%(n)s facts were changed by somebody since and stay.",
            one.left,
        )
        parts.append(text % {"n": number(one.left)})
    return " ".join(parts)
