"""Acts on a whole record: lock, validity, the bin."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kept.crm.nouns import changing, states
from kept.crm.nouns.doors import Routes, act
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.pages.dossier import slug_of, undo_url, url_of
from kept.grants.records import get_or_404
from kept.web.pages import done


def wanted(request: HttpRequest) -> bool:
    """Whether the state is to be put on; the undo of an act asks for the opposite in its address."""
    return (request.POST.get("on") or request.GET.get("on", "yes")) == "yes"


@act("edit")
@require_POST
def lock(request: HttpRequest, noun: Noun, id: int) -> HttpResponse:
    """Lock, or unlock."""
    record = get_or_404(request, noun.model, id, to_change=True)
    on = wanted(request)
    changed = states.lock(noun, record, request.access, on=on)  # type: ignore[attr-defined]
    said = _("Locked. Nobody can change it now.") if on else _("Unlocked.")
    back = f"{url_of(slug_of(request), noun, id, 'lock')}?on={'no' if on else 'yes'}"
    return done(request, url_of(slug_of(request), noun, id), said, undo_url=back if changed else None)


@act("edit")
@require_POST
def invalid(request: HttpRequest, noun: Noun, id: int) -> HttpResponse:
    """Mark as no longer valid, or as valid again."""
    record = get_or_404(request, noun.model, id, to_change=True)
    on = wanted(request)
    changed = states.invalidate(noun, record, request.access, on=on)  # type: ignore[attr-defined]
    said = _("Marked as no longer valid.") if on else _("Marked as valid again.")
    back = f"{url_of(slug_of(request), noun, id, 'invalid')}?on={'no' if on else 'yes'}"
    return done(request, url_of(slug_of(request), noun, id), said, undo_url=back if changed else None)


@act("delete")
@require_POST
def delete(request: HttpRequest, noun: Noun, id: int) -> HttpResponse:
    """Into the bin, for 30 days."""
    record = get_or_404(request, noun.model, id, to_change=True)
    name = str(record)
    operation = changing.trash(noun, record, request.access)  # type: ignore[attr-defined]
    said = _("%(name)s is in the bin for 30 days.") % {"name": name}
    return done(request, f"/{slug_of(request)}/{noun.plural}/", said, undo_url=undo_url(request, operation))


ROUTES: Routes = [
    ("<int:id>/lock/", lock, "lock"),
    ("<int:id>/invalid/", invalid, "invalid"),
    ("<int:id>/delete/", delete, "delete"),
]
