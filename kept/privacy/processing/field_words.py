"""Columns in the words of people: for the data map, where nobody should have to read the names that programs use."""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

WORDS = {
    "act": _("yes or no"), "at": _("when"), "because": _("why"), "by_id": _("who wrote it down"),
    "channel": _("by which way"), "chosen": _("what was chosen"), "custom": _("your own fields"), "email": _("e-mail"),
    "file_name": _("name of the file"), "form": _("on which form"), "key": _("number of the record"),
    "kind": _("kind of record"), "language": _("language"), "latitude": _("place on the map"),
    "link": _("web address"), "locked": _("whether it holds for good"), "longitude": _("place on the map"),
    "name": _("name"), "notice": _("note"), "plan": _("what the import was to do"), "purpose": _("what for"),
    "record_id": _("number of the record"), "report": _("lines that could not be read"),
    "search": _("words it is found by"), "sort_key": _("place in the alphabet"), "stopped": _("what was stopped"),
    "tags": _("tags"), "text": _("text"), "until": _("until when"), "value": _("number in another system"),
    "values": _("earlier and later values"), "who": _("who, as a digest"),
}  # fmt: skip


def words_of(label: str, names: Iterable[str]) -> list[str]:
    """The columns of a model by the labels that forms give them, else by ours; each word once, in order."""
    return list(dict.fromkeys(word_of(label, name) for name in names))


def word_of(label: str, name: str) -> str:
    """One column in words. A name that nobody has a word for is shown with spaces, and a test finds it."""
    field = apps.get_model(label)._meta.get_field(name)
    said = str(getattr(field, "verbose_name", name))
    if said != name.replace("_", " "):
        return said[:1].lower() + said[1:] if not said[1:2].isupper() else said
    return str(WORDS.get(name, capfirst(said)))
