"""Files through the API: sent, then attached to a record; fetched by a header and a ticket; pictures beside names."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone

from kept.api import bodies
from kept.api.operations import Call, Operation, bound
from kept.api.problems import absent, bad, forbidden
from kept.api.records import to_change
from kept.api.resource import Resource
from kept.api.resources.all import address_book, by_path, resources
from kept.api.tickets import ticket
from kept.crm.files import filling, keeping, previews
from kept.crm.files.content import kind_of
from kept.crm.files.models import Attachment
from kept.crm.files.owners import of_nobody
from kept.crm.nouns.fields import Invalid
from kept.crm.nouns.pages.dossier import FACES
from kept.outside import files
from kept.tenancy.models import Instance
from kept.tenancy.opening import system
from kept.web.refused import Refused

DONE = {"success": True}
PICTURES = ("image/png", "image/jpeg", "image/webp")
WAITS = dt.timedelta(days=1)  # what was sent and never attached goes after it


def upload(call: Call) -> Any:
    """Keep a file that belongs to no record yet. Only who sent it can attach it, within a day."""
    row = _kept(call, _sent(call), None, None)
    return {"uuid": str(row.key), "fileName": row.name, "contentType": row.content_type, "fileSize": row.size}


def attach(call: Call, entity: str, id: int) -> Any:
    """Give a record a file that was sent before, or a link."""
    resource = _resource(entity)
    record, given = to_change(call, resource, id), bodies.body(call)
    return _created(_attached(call, resource, record, given))


def attach_to_field(call: Call, entity: str, id: int, field: str) -> Any:
    """Put a file that was sent before into one of the record's fields for files. What stood there is put away."""
    resource = _resource(entity)
    record, given = to_change(call, resource, id), bodies.body(call)
    if not call.access.rights.may(resource.noun.permission("edit")):
        raise forbidden(resource.noun.permission("edit"))
    one = filling.file_fields(resource.noun, call.access).get(f"custom.{field}")
    if one is None:
        raise absent("CustomField", field[:80])
    row = _waiting(call, given)
    setattr(row, resource.noun.key, record)
    filling.fill(resource.noun, record, one, row, call.access)
    return _created(row)


def _attached(call: Call, resource: Resource, record: Any, given: dict[str, Any]) -> Attachment:
    if given.get("folderId") not in (None, ""):
        raise bad("Attribute [folderId]: there is no such folder")
    if given.get("link"):
        return _link(call, resource, record, given)
    row = _waiting(call, given)
    setattr(row, resource.noun.key, record)
    row.save(update_fields=[resource.noun.key])
    return row


def detach(call: Call, id: int) -> Any:
    """Put a file away; it lies in the bin for 30 days."""
    row, resource, pk = find(call, id)
    record = to_change(call, resource, pk)
    if filling.stands_in_field(row, record):
        filling.take_off(resource.noun, record, row, call.access)
        return DONE
    keeping.put_away(row)
    _forget_picture(resource, record, row.pk)
    return DONE


def header(call: Call, id: int) -> Any:
    """What a file is, and the right to fetch it once within a minute."""
    row, _resource, _pk = find(call, id)
    if row.link:
        raise absent("File", id)
    return {
        "uuid": str(row.key), "fileName": row.name, "fileSize": row.size, "contentType": row.content_type,
        "accessToken": ticket(row.pk, call.caller.member_id), "instanceName": call.caller.slug,
    }  # fmt: skip


def icon(call: Call, id: int) -> Any:
    """A small picture."""
    return _painted(call, id, previews.SMALL)


def image(call: Call, id: int) -> Any:
    """A picture, painted anew without what a camera wrote into it."""
    return _painted(call, id, previews.SIDE)


def set_picture(call: Call, resource: Resource, id: int) -> Any:
    """Show this picture beside the name."""
    record, sent = to_change(call, resource, id), _sent(call)
    kind = kind_of(sent)  # type: ignore[arg-type]
    if kind is None or kind.media not in PICTURES:
        raise bad("The image must be PNG, JPEG or WEBP")
    if previews.picture(sent.read(), previews.SMALL) is None:
        raise bad("This image cannot be read, or has too many pixels")
    sent.seek(0)
    row = _kept(call, sent, resource, record)
    attribute = FACES[resource.noun.key].picture
    setattr(record, attribute, row.pk)
    record.save(update_fields=[attribute])
    return DONE


def remove_picture(call: Call, resource: Resource, id: int) -> Any:
    """Show the initials again."""
    record = to_change(call, resource, id)
    pk = getattr(record, FACES[resource.noun.key].picture)
    for row in Attachment.objects.filter(pk=pk, deleted_at=None) if pk else ():
        keeping.put_away(row)
    _forget_picture(resource, record, pk)
    return DONE


def find(call: Call, id: int) -> tuple[Attachment, Resource, int]:
    """A file with the resource and the id of its record, if the caller sees that. Raises Problem."""
    row = Attachment.objects.filter(pk=id, deleted_at=None).first()
    if row is None:
        raise absent("File", id)
    for resource in resources().values():
        pk = getattr(row, f"{resource.noun.key}_id")
        if pk and call.access.rights.may(resource.noun.permission("view")):
            seen = resource.noun.model.objects.kept().visible_to(call.access)
            if seen.filter(pk=pk, **resource.only).exists():
                return row, resource, pk
    raise absent("File", id)


def forget() -> int:
    """Destroy what was sent and never attached, in all instances. Returns how many files that were."""
    gone = 0
    for instance in Instance.objects.values_list("pk", flat=True):
        with system("job api.uploads", instance, by="job", purpose="retention"):
            for row in Attachment.objects.filter(**of_nobody(), at__lt=timezone.now() - WAITS):
                keeping.destroy(row, later=False)
                gone += 1
    return gone


def _sent(call: Call) -> UploadedFile[Any]:
    try:
        sent = call.request.FILES.get("file")
    except (MultiPartParserError, SuspiciousOperation) as wrong:
        raise bad(f"The body is no form with a file: {type(wrong).__name__}") from None
    if sent is None:
        raise bad("A form with the field [file] is needed")
    return sent


def _kept(call: Call, sent: UploadedFile[Any], resource: Resource | None, record: Any) -> Attachment:
    try:
        return keeping.keep(resource.noun if resource else None, record, sent, call.access)
    except Refused as refused:
        raise bad("The file cannot be kept", str(refused.message)) from None


def _link(call: Call, resource: Resource, record: Any, given: dict[str, Any]) -> Attachment:
    name, link = given.get("linkName") or "", given["link"]
    if not isinstance(name, str) or not isinstance(link, str):
        raise bad("Attributes [link] and [linkName] must be texts")
    try:
        return keeping.keep_link(resource.noun, record, name, link, call.access)
    except Invalid as wrong:
        raise bad("Invalid attributes [link]", str(wrong)) from None


def _waiting(call: Call, given: dict[str, Any]) -> Attachment:
    """What this member sent before and has not attached yet."""
    try:
        key = UUID(str(given.get("uuid") or ""))
    except ValueError:
        raise bad("Attribute [uuid] or [link] is needed") from None
    row = Attachment.objects.filter(key=key, by_id=call.access.member_id, deleted_at=None, **of_nobody()).first()
    if row is None:
        raise bad(f"Attribute [uuid]: no file [{key}] waits to be attached")
    return row  # type: ignore[no-any-return]


def _resource(entity: str) -> Resource:
    found = by_path(entity)
    if found is None:
        raise absent("Entity", entity[:40])
    return found


def _painted(call: Call, id: int, side: int) -> Any:
    row, _resource, _pk = find(call, id)
    painted = None
    if row.content_type.startswith("image/"):
        painted = previews.picture(b"".join(files.read(row.instance_id, row.key)), side)
    if painted is None:
        raise absent("Image", id)
    data = base64.b64encode(painted[0]).decode()
    return {"fileName": row.name, "contentType": painted[1], "imgData": f"data:{painted[1]};base64,{data}"}


def _forget_picture(resource: Resource, record: Any, pk: int | None) -> None:
    attribute = FACES[resource.noun.key].picture if resource.noun.key in FACES else ""
    if pk and attribute and getattr(record, attribute) == pk:
        setattr(record, attribute, None)
        record.save(update_fields=[attribute])


def _created(row: Attachment) -> dict[str, Any]:
    return {"success": True, "data": {"id": row.pk}}


def operations() -> Iterator[Operation]:
    """Files of records, and their pictures."""
    both: dict[str, Any] = {"takes": "multipart/form-data", "body": "file"}
    new, see = ("files.create",), ("files.view",)
    for name, method, path, needs, run, status, says, gives, problems, more in (
        ("fileUploadEdit", "POST", "fileUpload", new, upload, 200, "Send a file", "uploaded", (400, 500), both),
        ("attachmentInsert", "PUT", "attachment/{entity}/{id}/", new, attach, 201, "Attach a file or a link", "created",
         (400, 404, 500), {"body": "attachment"}),
        ("attachmentInsertCustomField", "PUT", "attachment/{entity}/{id}/{field}/", new, attach_to_field, 201,
         "Put a file into a field", "created", (400, 404, 500), {"body": "attachment"}),
        ("attachmentDelete", "DELETE", "attachment/{id}/", ("files.delete",), detach, 200, "Delete a file", "success",
         (404, 500), {}),
        ("fileHeaderDetailGet", "GET", "fileHeader/{id}/", see, header, 200, "What a file is, and a ticket for it",
         "fileHeader", (404, 500), {}),
        ("iconDetailGet", "GET", "icon/{id}/", see, icon, 200, "A small picture", "picture", (404, 500), {}),
        ("imageDetailGet", "GET", "image/{id}/", see, image, 200, "A picture", "picture", (404, 500), {}),
    ):  # fmt: skip
        yield Operation(
            name, method, path, needs, run, says, gives=gives, status=status, problems=problems, tag="files", **more
        )
    for one in address_book().values():
        path, change = f"{one.path}/{{id}}/image/", (one.noun.permission("edit"), "files.create")
        yield Operation(
            f"{one.path}ImageUpload", "POST", path, change, bound(set_picture, one), "Set the picture", gives="success",
            problems=(400, 404, 500), tag=one.path, **both,
        )  # fmt: skip
        yield Operation(
            f"{one.path}ImageDelete", "DELETE", path, change, bound(remove_picture, one), "Remove the picture",
            gives="success", problems=(404, 500), tag=one.path,
        )  # fmt: skip
