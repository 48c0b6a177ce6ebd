"""Adding files: several at once or none, by a page of their own or along with a form."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.crm.files.keeping import destroy, fitting, keep, keep_link
from kept.crm.files.models import Attachment
from kept.crm.nouns.fields import Invalid
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.pages.dossier import slug_of
from kept.outside import held
from kept.web.pages import done, page
from kept.web.refused import Refused

MANY = 20  # files at once


def adding(request: HttpRequest, noun: Noun, record: Any, back: str) -> HttpResponse:
    """The page on which a record, which the person may change, gets files or a link."""
    context: dict[str, Any] = {
        "title": _("A file or a link"), "action": request.get_full_path(), "back_url": back,
    }  # fmt: skip
    if request.method == "POST":
        try:
            made = _kept(request, noun, record)
        except (Refused, Invalid) as wrong:
            context |= {"wrong": str(wrong), "link": request.POST.get("link", ""), "name": request.POST.get("name", "")}
            return page(request, "files/add.html", context)
        return done(request, back, said_of(made), undo_url=_undo(request, made, back))
    return page(request, "files/add.html", context)


def look_at(request: HttpRequest) -> None:
    """Look at the files that came along with a form, before anything is written. Raises Refused."""
    sent = request.FILES.getlist("files")
    if sent and not request.access.rights.may("files.create"):  # type: ignore[attr-defined]
        raise PermissionDenied
    _refuse_many(sent)
    for file in sent:
        fitting(file)


def kept_with(request: HttpRequest, noun: Noun, record: Any) -> list[Attachment]:
    """The files that came along with a record's form. Raises Refused, and then nothing of them is kept."""
    return keep_all(noun, record, request.FILES.getlist("files"), request.access)  # type: ignore[attr-defined]


def keep_all(noun: Noun, record: Any, sent: list[UploadedFile[Any]], access: Access) -> list[Attachment]:
    """Keep all files that were sent, or none of them: then Refused is raised."""
    _refuse_many(sent)
    made: list[Attachment] = []
    try:
        for file in sent:
            made.append(keep(noun, record, file, access))
    except Refused:
        for row in made:
            destroy(row, later=False)
        raise
    return made


def said_of(made: list[Attachment]) -> str:
    """What is said when they are kept."""
    said = _("Kept: %(names)s.") % {"names": ", ".join(row.name for row in made)}
    if any(held.waits(row.key) for row in made if row.size):
        said += " " + _("It is being checked, and opens for nobody until then.")
    return said


def _kept(request: HttpRequest, noun: Noun, record: Any) -> list[Attachment]:
    access: Access = request.access  # type: ignore[attr-defined]
    link, sent = request.POST.get("link", ""), request.FILES.getlist("files")
    if not sent and not link:
        raise Refused(_("Choose a file, or enter a link."))
    made = [keep_link(noun, record, request.POST.get("name", ""), link, access)] if link else []
    try:
        return [*keep_all(noun, record, sent, access), *made]
    except Refused:
        for row in made:
            destroy(row, later=False)
        raise


def _refuse_many(sent: list[UploadedFile[Any]]) -> None:
    if len(sent) > MANY:
        raise Refused(_("At most %(n)s files at once.") % {"n": MANY})


def _undo(request: HttpRequest, made: list[Attachment], back: str) -> str | None:
    if len(made) != 1:
        return None
    where = reverse("file-delete", kwargs={"instance": slug_of(request), "id": made[0].pk})
    return f"{where}?back={back.partition('#')[0]}"
