"""Discussion of a record: its notes, as the contract calls them. A thread here is one note long: each is its own root."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kept.api import bodies
from kept.api.asking import LARGEST, PAGE, number
from kept.api.operations import Call, Operation, bound
from kept.api.problems import Problem, absent, bad
from kept.api.records import to_change
from kept.api.resource import Resource
from kept.api.resources.all import resources
from kept.crm.activities import noting
from kept.crm.activities.models import Note
from kept.web.refused import Refused


def posts(call: Call, resource: Resource, id: int) -> Any:
    """The notes of a record, the first first."""
    rows = _notes(call, resource, id)
    start, most = number(call, "offset", 0), min(number(call, "limit", PAGE) or PAGE, LARGEST)
    found = list(rows.order_by("at", "pk").values_list("pk", "at", "text", "by_id", "edited_at")[start : start + most])
    call.words.prime_people({row[3] for row in found})
    data = [
        {
            "id": pk, "parent": pk, "date": call.words.moment_out(at), "comment": text,
            "owner": call.words.person_of(by), "_version": 2 if edited else 1,
        }
        for pk, at, text, by, edited in found
    ]  # fmt: skip
    return {"success": True, "totalCount": rows.count(), "data": data}


def add(call: Call, resource: Resource, id: int) -> Any:
    """Write a note. An answer to another is a note of the same record."""
    record, given = _seen(call, resource, id), bodies.body(call)
    if unknown := given.keys() - {"parent", "comment"}:
        raise bad(f"Unknown attribute [{sorted(unknown)[0][:80]}]")
    comment, parent = given.get("comment"), given.get("parent")
    if not isinstance(comment, str):
        raise bad("Attribute [comment] must be a text")
    if parent not in (None, 0, "") and not (
        isinstance(parent, int) and _notes(call, resource, id).filter(pk=parent).exists()
    ):
        raise bad(f"Attribute [parent]: no post [{str(parent)[:40]}] of this record")
    try:
        note = noting.write_note(resource.noun, record, comment, call.access)
    except Refused as refused:
        raise bad("Invalid attributes [comment]", str(refused.message)) from None
    return {"success": True, "data": {"id": note.pk}}


def remove(call: Call, resource: Resource, id: int, post: int) -> Any:
    """Put a note away: who wrote it may, and an administrator."""
    note = _notes(call, resource, id).filter(pk=post).first()
    if note is None:
        raise absent("Post", post)
    if not noting.may_change_note(note, call.access):
        raise Problem(500, "AccessDeniedException", f"Post [{post}] is somebody else's")
    noting.put_away(note)
    return {"success": True}


def _notes(call: Call, resource: Resource, id: int) -> Any:
    _seen(call, resource, id)
    return Note.objects.filter(**{f"{resource.noun.key}_id": id}, deleted_at=None)


def _seen(call: Call, resource: Resource, id: int) -> Any:
    if call.operation.method != "GET":
        return to_change(call, resource, id, even_locked=True)
    record = resource.noun.model.objects.kept().visible_to(call.access).filter(pk=id, **resource.only).first()
    if record is None:
        raise absent(resource.entity, id)
    return record


def operations() -> Iterator[Operation]:
    """Three for each resource that has notes. The contract answers 201 when a post goes."""
    for one in resources().values():
        path, view = f"{one.path}/{{id}}/post/", one.noun.permission("view")
        for name, method, below, act, run, status, says, body, gives in (
            ("PostDetailGet", "GET", "", "view", posts, 200, "The discussion", None, "post.list"),
            ("PostInsert", "PUT", "", "create", add, 201, "Write a post", "post", "created"),
            ("PostDelete", "DELETE", "{post}/", "edit", remove, 201, "Delete a post", None, "success"),
        ):
            yield Operation(
                f"{one.path}{name}", method, path + below, (view, f"notes.{act}"), bound(run, one), says, body=body,
                gives=gives, status=status, problems=(400, 404, 500), tag=one.path,
            )  # fmt: skip
