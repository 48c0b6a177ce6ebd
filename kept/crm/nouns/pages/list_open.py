"""A list that somebody has open: what is asked of it, its words and fields, and the addresses that lead on from it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from kept.audit.access import Access
from kept.crm.nouns.asking import Asked
from kept.crm.nouns.conditions import sound
from kept.crm.nouns.fields import Field
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.vocabulary import Vocabulary


@dataclass(slots=True)
class OpenList:
    """One list of one noun, as one person asks for it. `view` is the saved view it began from."""

    noun: Noun
    access: Access
    slug: str
    words: Vocabulary
    fields: dict[str, Field]
    asked: Asked
    view: str = ""
    notes: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, request: HttpRequest, noun: Noun, data: QueryDict | None = None) -> OpenList:
        """From the address, or from `data` that has the same keys. What the list cannot answer is left out and noted."""
        access: Access = request.access  # type: ignore[attr-defined]
        data = request.GET if data is None else data
        words = Vocabulary(me=access.member_id)
        fields = noun.fields_for(access, words)
        asked, notes = sound(noun, words, fields, Asked.read(noun, data))
        slug = request.instance.slug  # type: ignore[attr-defined]
        return cls(noun, access, slug, words, fields, asked, data.get("view", "")[:20], notes)

    @property
    def url(self) -> str:
        """Where the list is: `/havlicek/contacts/`."""
        return address(self.noun, self.slug)

    def query(self, **changes: Any) -> str:
        """The query string that asks the same with changes, from its first page on."""
        asked = replace(self.asked, **({"after": ""} | changes))
        said = asked.write(self.noun)
        return f"view={self.view}&{said}".rstrip("&") if self.view else said

    def link(self, **changes: Any) -> str:
        """The address that asks the same with changes."""
        query = self.query(**changes)
        return f"{self.url}?{query}" if query else self.url

    def may(self, act: str) -> bool:
        """Whether the person may do this to records of the noun."""
        return bool(self.access.rights.may(self.noun.permission(act)))

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The question as hidden fields of a form."""
        data = QueryDict(self.query())
        return [(name, value) for name in data for value in data.getlist(name)]


def address(noun: Noun, slug: str, *path: object) -> str:
    """The address of a noun's list, or of what lies below it: `address(CONTACTS, "ours", 7, "merge")`."""
    return _list_of(noun.plural, slug) + "".join(f"{part}/" for part in path)


@lru_cache(maxsize=1024)
def _list_of(plural: str, slug: str) -> str:
    return reverse(f"{plural}:list", kwargs={"instance": slug})
