"""The page of a field that holds a file: send one, put another in its place, take it off."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kept.crm.files.filling import file_fields, fill, take_off
from kept.crm.files.keeping import keep
from kept.crm.files.models import Attachment
from kept.crm.nouns.changing import refuse_locked
from kept.crm.nouns.custom import Custom
from kept.crm.nouns.doors import Routes, act
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.pages.dossier import slug_of, undo_url, url_of
from kept.grants.records import get_or_404
from kept.outside import held
from kept.web.pages import done, page
from kept.web.refused import Refused


@act("edit", "files.create")
def field_file(request: HttpRequest, noun: Noun, id: int, field: str) -> HttpResponse:
    """Which file stands in a field."""
    access = request.access  # type: ignore[attr-defined]
    one = file_fields(noun, access).get(field)
    if one is None:
        raise Http404
    record = get_or_404(request, noun.model, id, to_change=True)
    row = Attachment.objects.filter(pk=one.pick(record.custom), custom_field=one.key, deleted_at=None).first()
    wrong = ""
    if request.method == "POST" and "off" in request.POST:
        if row is None:
            raise Http404
        if not access.rights.may("files.delete"):
            raise PermissionDenied
        return taken_off(request, noun, record, row)
    if request.method == "POST":
        try:
            return _filled(request, noun, record, one)
        except Refused as refused:
            wrong = str(refused)
    context: dict[str, Any] = {
        "title": one.label, "help": one.help, "action": request.path, "file": row, "wrong": wrong,
        "back_url": url_of(slug_of(request), noun, id), "may_take_off": access.rights.may("files.delete"),
    }  # fmt: skip
    return page(request, "files/field.html", context)


def _filled(request: HttpRequest, noun: Noun, record: Any, one: Custom) -> HttpResponse:
    access, sent = request.access, request.FILES.get("file")  # type: ignore[attr-defined]
    refuse_locked(record)
    if sent is None:
        raise Refused(_("Choose a file."))
    row = keep(noun, record, sent, access)
    operation = fill(noun, record, one, row, access)
    said = _("%(fact)s changed.") % {"fact": one.label}
    if held.waits(row.key):
        said += " " + _("It is being checked, and opens for nobody until then.")
    return done(request, url_of(slug_of(request), noun, record.pk), said, undo_url=undo_url(request, operation))


def taken_off(request: HttpRequest, noun: Noun, record: Any, row: Attachment) -> HttpResponse:
    """Take a file out of its field, with an undo."""
    access = request.access  # type: ignore[attr-defined]
    if not access.rights.may(noun.permission("edit")):
        raise PermissionDenied
    operation = take_off(noun, record, row, access)
    said = _("“%(name)s” deleted.") % {"name": row.name}
    return done(request, url_of(slug_of(request), noun, record.pk), said, undo_url=undo_url(request, operation))


ROUTES: Routes = [("<int:id>/file/<str:field>/", field_file, "field-file")]
