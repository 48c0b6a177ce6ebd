"""A ticket fetches one file once, within a minute, without a key: what a browser is given that has none."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from kept.api.models import Ticket
from kept.audit import access
from kept.audit.access import Access
from kept.crm.files.models import Attachment
from kept.crm.files.owners import owner_of
from kept.grants.rights import arm, rights_of
from kept.identity.models import Membership
from kept.outside import files
from kept.policy.doors import PUBLIC, allow
from kept.policy.keeps import keeps
from kept.tenancy.models import Instance
from kept.tenancy.opening import tell_database

GOOD_FOR = dt.timedelta(minutes=1)
ALONE = "default-src 'none'; sandbox; frame-ancestors 'none'"


def ticket(file_id: int, member_id: int) -> str:
    """A new ticket for a file, which its member may see."""
    token = secrets.token_urlsafe(32)
    Ticket.objects.filter(at__lt=timezone.now() - GOOD_FOR).delete()
    Ticket.fresh(digest=_digest(token), file_id=file_id, membership_id=member_id).save(force_insert=True)
    return token


def enter(request: HttpRequest, passage: Access, needs: tuple[str, ...]) -> HttpResponse | None:
    """Let in who has a ticket of this instance, as the member it was made for, with the rights they have now."""
    match = request.resolver_match
    slug, token = (match.kwargs[name] for name in ("name", "token"))  # type: ignore[union-attr]
    tell_database(passage, "")
    place = Instance.objects.filter(slug=slug, ended_at=None).values_list("pk", flat=True).first()
    if place is None:
        return _nothing()
    passage.instance_id, passage.by = place, "api"
    tell_database(passage, "")
    row = Ticket.objects.filter(digest=_digest(token), at__gte=timezone.now() - GOOD_FOR).first()
    member = Membership.objects.filter(pk=row.membership_id, left_at=None).first() if row else None
    if row is None or member is None or not Ticket.objects.filter(pk=row.pk).delete()[0]:
        return _nothing()
    passage.user_id = member.user_id
    arm(passage, rights_of(member))
    request.file_id = row.file_id  # type: ignore[attr-defined]
    return None


@keeps("D5")
@allow(PUBLIC)
@require_GET
def body(request: HttpRequest, uuid: UUID, token: str, name: str) -> HttpResponseBase:
    """The file itself, decrypted as it goes out, if its record may still be seen."""
    passage = access.required()
    row = Attachment.objects.filter(pk=request.file_id, key=uuid, deleted_at=None, link="").first()  # type: ignore[attr-defined]
    if row is None or not passage.rights.may("files.view") or not _seen(passage, row):
        return _nothing()
    passage.wrote("exported", "files.attachment", [row.pk])
    response = StreamingHttpResponse(files.read(row.instance_id, row.key), content_type=row.content_type)
    response["Content-Length"] = str(row.size)
    response["Content-Disposition"] = content_disposition_header(True, row.name) or "attachment"
    response["Content-Security-Policy"] = ALONE
    return response


body.enter = enter  # type: ignore[attr-defined]
body.csrf_exempt = True  # type: ignore[attr-defined]  # nothing here goes by a cookie


def _seen(passage: Access, row: Attachment) -> bool:
    owner = owner_of(row)
    if owner is None or not passage.rights.may(owner[0].permission("view")):
        return False
    noun, pk = owner
    return bool(noun.model.objects.kept().visible_to(passage).filter(pk=pk).exists())


def _nothing() -> HttpResponse:
    return HttpResponse(status=404, content_type="application/json")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
