"""A dossier: one record with its facts and the rows that belong to it, loaded in few queries for its page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from kept.audit.access import Access
from kept.audit.together import Together
from kept.crm.nouns.custom import Custom
from kept.crm.nouns.fields import Field
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.own_values import Member, Picklist
from kept.crm.nouns.references import Reference
from kept.crm.nouns.vocabulary import Vocabulary
from kept.crm.records.history import Operation
from kept.grants.records import may_change


@dataclass(frozen=True)
class Face:
    """What a noun's record shows besides its facts: the rows that belong to it, and how they are drawn."""

    rows: Callable[[Any, Access], dict[str, Any]]  # questions by name of the part, the marked row first
    related: str  # template
    subline: Callable[[Mapping[str, Any]], list[str]]  # names of fields that stand under the name
    picture: str  # attribute with the attachment's id
    full_name: Callable[[Any], str] = str
    is_person: Callable[[Any], bool] = lambda _record: True  # a firm needs no reason to be known, a person does


FACES: dict[str, Face] = {}


@dataclass
class Dossier:
    """A record on its way to the page."""

    noun: Noun
    record: Any
    access: Access
    slug: str
    words: Vocabulary
    fields: dict[str, Field]
    rows: dict[str, list[dict[str, Any]]]
    values: dict[str, Any]

    @property
    def may_edit(self) -> bool:
        """Whether facts have a pen."""
        may = self.access.rights.may(self.noun.permission("edit"))
        return bool(may and self.record.may_be_edited and may_change(self.access, self.record))

    def show(self, name: str) -> str:
        """A fact in words."""
        one = self.fields[name]
        if isinstance(one, Reference):
            return str(self.values.get(f"{name}.shown") or "")
        return one.show(self.values.get(name), self.words)

    def url(self, name: str = "record", **more: Any) -> str:
        """The address of one of this record's pages."""
        return url_of(self.slug, self.noun, self.record.pk, name, **more)


def open_dossier(request: HttpRequest, noun: Noun, record: Any, together: Together | None = None) -> Dossier:
    """Load a record's rows and values, with whatever else waits. The record must have come through `get_or_404`."""
    access: Access = request.access  # type: ignore[attr-defined]
    words = Vocabulary(me=access.member_id, day_first=True)
    together = together or Together()
    asked = {name: together.ask(rows) for name, rows in FACES[noun.key].rows(record, access).items()}
    words.know_custom_fields(noun.key, together.ask(words.question_for_custom_fields(noun.key)))
    fields = noun.fields_for(access, words)
    rows = {name: later.all() for name, later in asked.items()}
    values = values_of(noun, record, fields, rows)
    return Dossier(noun, record, access, slug_of(request), words, fields, rows, values)


def values_of(
    noun: Noun, record: Any, fields: Mapping[str, Field], rows: Mapping[str, list[dict[str, Any]]]
) -> dict[str, Any]:
    """The values of all fields, from the record and from its marked rows."""
    found: dict[str, Any] = {}
    marked = {part.name: next((row for row in rows.get(part.name, ()) if row[part.mark]), {}) for part in noun.parts}
    for name, one in fields.items():
        if isinstance(one, Custom):
            found[name] = one.pick(record.custom)
        elif one.part:
            found[name] = marked[one.part].get(one.attribute)
            if isinstance(one, Reference):
                found[f"{name}.shown"] = marked[one.part].get(one.shown.partition("__")[2])
        else:
            found[name] = getattr(record, one.attribute)
    return found


def prime(dossier: Dossier) -> None:
    """Load the words of all values at once."""
    fields, values = dossier.fields.items(), dossier.values
    items = {values[name] for name, one in fields if isinstance(one, Picklist)}
    members = {values[name] for name, one in fields if isinstance(one, Member)}
    files = [values[name] for name, one in fields if one.kind == "file"]
    dossier.words.prime(items=items - {None}, members=members - {None}, files=files)


def slug_of(request: HttpRequest) -> str:
    """The instance in the address."""
    return str(request.instance.slug)  # type: ignore[attr-defined]


def url_of(slug: str, noun: Noun, pk: int, name: str = "record", **more: Any) -> str:
    """The address of a page of a record."""
    return reverse(f"{noun.plural}:{name}", kwargs={"instance": slug, "id": pk, **more})


def came_from(request: HttpRequest) -> str:
    """The page of ours that the address or the form names as `back`, or nothing."""
    back = request.POST.get("back") or request.GET.get("back", "")
    ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if ours else ""


def undo_url(request: HttpRequest, act: Operation) -> str:
    """Where an operation is undone."""
    return f"/{slug_of(request)}/undo/{act.pk}/"
