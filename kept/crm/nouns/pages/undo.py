"""Undo: any operation, from a toast, by Z, or from the history of a record."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kept.crm.acts.starting import is_long, undo_later
from kept.crm.nouns.undoing import Undone, undo
from kept.crm.records.history import Operation
from kept.policy.doors import MEMBER, allow
from kept.web.pages import done, go


@allow(MEMBER)
@require_POST
def undo_page(request: HttpRequest, id: int) -> HttpResponse:
    """Undo an operation of the instance, and go back to where the person was."""
    act = Operation.objects.filter(pk=id).first()
    if act is None:
        raise Http404
    if is_long(act):
        later = undo_later(act, request.access)  # type: ignore[attr-defined]
        return go(reverse("acts:page", kwargs={"instance": request.instance.slug, "id": later.pk}), request=request)  # type: ignore[attr-defined]
    undone = undo(act, request.access)  # type: ignore[attr-defined]
    return done(request, came_from(request), said(undone), undo_url=undo_url(request, undone.back.pk))


def said(undone: Undone) -> str:
    """What undoing did, in a sentence, and what it left."""
    text = ngettext("Undone.", "Undone: %(n)s records are as they were.", undone.records) % {"n": undone.records}
    parts = [text if undone.records else _("There was nothing left to undo.")]
    if undone.left:
        parts.append(
            ngettext(
                "%(n)s fact was changed by somebody since and stays.",
                "%(n)s facts were changed by somebody since and stay.",
                undone.left,
            )
            % {"n": undone.left}
        )
    if undone.skipped:
        parts.append(
            ngettext("%(n)s record is locked and stays.", "%(n)s records are locked and stay.", undone.skipped)
            % {"n": undone.skipped}
        )
    return " ".join(parts)


def undo_url(request: HttpRequest, operation: int) -> str:
    """Where an operation is undone."""
    return reverse("undo", kwargs={"instance": request.instance.slug, "id": operation})  # type: ignore[attr-defined]


def came_from(request: HttpRequest) -> str:
    """The page of ours that the person was on, else the instance's home."""
    before = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure()):
        return before
    return str(request.instance.url)  # type: ignore[attr-defined]
