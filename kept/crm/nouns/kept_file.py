"""KeptFile: a field whose value is a file of the record. Stored is the attachment's number, shown is the file's name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.crm.nouns.fields import EMPTY, Field, Invalid
from kept.tenancy.ids import id_of

if TYPE_CHECKING:
    from kept.crm.nouns.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Held:
    """A file as a field shows it."""

    id: int
    name: str
    content_type: str
    size: int


@dataclass(frozen=True, kw_only=True)
class KeptFile(Field):
    """It is filled by sending a file, so no form, list or table of values takes it; undo does, by the number."""

    default: Any = None
    kind: ClassVar[str] = "file"
    operators: ClassVar[tuple[str, ...]] = ("empty", "filled")

    def clean(self, raw: Any, words: Vocabulary) -> Any:
        if raw in EMPTY:
            return None
        if words.file(raw) is None:
            raise Invalid(_("This file is gone."))
        return id_of(raw)

    def plain(self, value: Any) -> Any:
        return value

    def show(self, value: Any, words: Vocabulary) -> str:
        found = words.file(value)
        return found.name if found else ""

    def text(self, value: Any, words: Vocabulary) -> str:
        return self.show(value, words)

    def out(self, value: Any, words: Vocabulary) -> Any:
        found = words.file(value)
        if found is None:
            return None
        return {"id": found.id, "contentType": found.content_type, "fileName": found.name, "size": found.size}

    def prime(self, values: Iterable[Any], words: Vocabulary) -> None:
        """Load the files of many values at once."""
        words.prime(files=values)


def holds_files(kind: str) -> bool:
    """Whether files can belong to records of a kind, and so stand in fields of their own."""
    return any(one.name == kind for one in _attachments()._meta.local_fields)


def exchange(changes: Iterable[Mapping[str, Any]], fields: Mapping[str, Field]) -> None:
    """Put the files away that left their field, and bring those back that came into it again. `changes`: of each
    record {field: [before, after]}."""
    pairs = [
        pair for values in changes for name, pair in values.items() if name in fields and fields[name].kind == "file"
    ]
    for pks, moment in (({one[0] for one in pairs}, timezone.now()), ({one[1] for one in pairs}, None)):
        if pks := {id_of(pk) for pk in pks} - {None}:
            _attachments().objects.filter(pk__in=pks).exclude(custom_field="").update(deleted_at=moment)


def load(pks: Iterable[int]) -> dict[int, Held]:
    """Files by number, also those that were put away: history names them."""
    rows = _attachments().objects.filter(pk__in=list(pks)).exclude(custom_field="")
    return {row[0]: Held(*row) for row in rows.values_list("pk", "name", "content_type", "size")}


def whose(kind: str) -> dict[int, tuple[int, str]]:
    """The files that stand, or stood, in fields of a kind of records: by number, the record and the field."""
    if not holds_files(kind):
        return {}
    rows = _attachments().objects.exclude(custom_field="").values_list("pk", f"{kind}_id", "custom_field")
    return {pk: (record, field) for pk, record, field in rows}


def _attachments() -> Any:
    return apps.get_model("files", "Attachment")
