"""Files of records: sent, seen, taken out, put away. A file is as visible as the record it belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kept.crm.files import previews
from kept.crm.files.adding import adding
from kept.crm.files.content import BY_MEDIA
from kept.crm.files.field_pages import taken_off
from kept.crm.files.filling import stands_in_field
from kept.crm.files.keeping import put_away
from kept.crm.files.models import Attachment
from kept.crm.files.owners import ACTIVITIES, owner_of, page_of
from kept.crm.nouns.doors import Routes, act
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.pages.dossier import FACES, came_from, slug_of, url_of
from kept.grants.records import get_or_404
from kept.outside import files
from kept.policy.doors import allow
from kept.policy.keeps import keeps
from kept.web.pages import done, page
from kept.web.refused import Refused

ALONE = "default-src 'none'; sandbox; frame-ancestors 'none'"
PAPER = "default-src 'none'; frame-ancestors 'none'"  # a browser shows no PDF inside a sandbox


@act("view", "files.create")
def add(request: HttpRequest, noun: Noun, id: int) -> HttpResponse:
    """Files or a link for a record."""
    record = get_or_404(request, noun.model, id, to_change=True)
    return adding(request, noun, record, url_of(slug_of(request), noun, id))


@allow("files.view")
def file(request: HttpRequest, id: int) -> HttpResponse:
    """A file's page: what it is, and a look at it if that is safe."""
    row, noun, record = file_or_404(request, id)
    kind = BY_MEDIA.get(row.content_type)
    shown = kind.shown if kind and files.exists(row.instance_id, row.key) else ""
    text, more = previews.words(files.read(row.instance_id, row.key)) if shown == "text" else ("", False)
    access = request.access  # type: ignore[attr-defined]
    url, told_of = page_of(slug_of(request), access, noun, record)
    context = {
        "file": row, "record": told_of, "record_url": url, "shown": shown, "text": text,
        "more": more, "slug": slug_of(request), "may_delete": access.rights.may("files.delete"),
        "may_show": noun.key in FACES and access.rights.may(noun.permission("edit")),
    }  # fmt: skip
    return page(request, "files/file.html", context)


@keeps("D5")
@allow("files.view")
def download(request: HttpRequest, id: int) -> HttpResponseBase:
    """The file itself, decrypted as it goes out. A PDF may be shown by the browser, everything else is saved."""
    row, _noun, _record = file_or_404(request, id)
    if row.link:
        raise Http404
    inline = row.content_type == "application/pdf" and request.GET.get("show") == "1"
    response = StreamingHttpResponse(_content(row), content_type=row.content_type)
    response["Content-Length"] = str(row.size)
    response["Content-Disposition"] = content_disposition_header(not inline, row.name) or "attachment"
    response["Content-Security-Policy"] = PAPER if inline else ALONE
    if not inline:
        request.access.wrote("exported", "files.attachment", [row.pk])  # type: ignore[attr-defined]
    return response


def _content(row: Attachment) -> Iterator[bytes]:
    """What is in it; absent where a disk lost it, of which alarms speak elsewhere."""
    try:
        return files.read(row.instance_id, row.key)
    except FileNotFoundError as lost:
        raise Http404 from lost


@allow("files.view")
def preview(request: HttpRequest, id: int) -> HttpResponse:
    """An image painted anew, without what a camera wrote into it."""
    row, _noun, _record = file_or_404(request, id)
    kind = BY_MEDIA.get(row.content_type)
    if kind is None or kind.shown != "image":
        raise Http404
    small = request.GET.get("small") == "1"
    painted = previews.picture(b"".join(_content(row)), previews.SMALL if small else previews.SIDE)
    if painted is None:
        raise Http404
    response = HttpResponse(painted[0], content_type=painted[1])
    response["Content-Security-Policy"] = ALONE
    return response


@allow("files.delete")
@require_POST
def delete(request: HttpRequest, id: int) -> HttpResponse:
    """Put a file away."""
    row, noun, record = file_or_404(request, id, to_change=True)
    if stands_in_field(row, record):
        return taken_off(request, noun, record, row)
    put_away(row)
    _forget_picture(noun, record, row)
    back = _back(request, noun, record)
    undo = reverse("file-restore", kwargs={"instance": slug_of(request), "id": id})
    said = _("“%(name)s” deleted.") % {"name": row.name}
    return done(request, back, said, undo_url=f"{undo}?back={back.partition('#')[0]}")


@allow("files.delete")
@require_POST
def restore(request: HttpRequest, id: int) -> HttpResponse:
    """Bring a file back."""
    row, noun, record = file_or_404(request, id, to_change=True, away=True)
    if row.custom_field and not stands_in_field(row, record):  # its field has another by now: it stands among the files
        row.custom_field = ""
        row.save(update_fields=["custom_field"])
    put_away(row, back=True)
    return done(request, _back(request, noun, record), _("File brought back."))


@allow("files.view")
@require_POST
def as_picture(request: HttpRequest, id: int) -> HttpResponse:
    """Show this image beside the name; `off` shows the initials again."""
    row, noun, record = file_or_404(request, id, to_change=True)
    if noun.key not in FACES:
        raise Http404
    if not request.access.rights.may(noun.permission("edit")):  # type: ignore[attr-defined]
        raise PermissionDenied
    kind = BY_MEDIA.get(row.content_type)
    if kind is None or kind.shown != "image":
        raise Refused(_("Only an image can stand beside a name."))
    off = request.GET.get("off") == "1"
    setattr(record, FACES[noun.key].picture, None if off else row.pk)
    record.save(update_fields=[FACES[noun.key].picture])
    here = reverse("file-picture", kwargs={"instance": slug_of(request), "id": id})
    undo = here if off else f"{here}?off=1"
    return done(request, url_of(slug_of(request), noun, record.pk), _("Picture changed."), undo_url=undo)


def _forget_picture(noun: Noun, record: Any, row: Attachment) -> None:
    attribute = FACES[noun.key].picture if noun.key in FACES else ""
    if attribute and getattr(record, attribute) == row.pk:
        setattr(record, attribute, None)
        record.save(update_fields=[attribute])


def file_or_404(
    request: HttpRequest, id: int, *, to_change: bool = False, away: bool = False
) -> tuple[Attachment, Noun, Any]:
    """A file with the record it belongs to, if the person may see that record."""
    row = Attachment.objects.filter(pk=id, deleted_at__isnull=not away).first()
    owner = owner_of(row) if row is not None else None
    if row is None or owner is None:
        raise Http404
    noun, pk = owner
    if not request.access.rights.may(noun.permission("view")):  # type: ignore[attr-defined]
        raise Http404
    record = get_or_404(request, noun.model, pk, to_change=to_change)
    if noun.key in ACTIVITIES and record.deleted_at is not None:  # an activity in the bin has no page
        raise Http404
    return row, noun, record


def _back(request: HttpRequest, noun: Noun, record: Any) -> str:
    """Where the person came from, else where the record's files are told of."""
    return came_from(request) or page_of(slug_of(request), request.access, noun, record)[0]  # type: ignore[attr-defined]


ROUTES: Routes = [("<int:id>/files/new/", add, "add-file")]
urlpatterns = [
    path("<int:id>/", file, name="file"),
    path("<int:id>/download/", download, name="file-download"),
    path("<int:id>/preview/", preview, name="file-preview"),
    path("<int:id>/delete/", delete, name="file-delete"),
    path("<int:id>/restore/", restore, name="file-restore"),
    path("<int:id>/picture/", as_picture, name="file-picture"),
]
