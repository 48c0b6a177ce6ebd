"""Kinds of fields whose values are the instance's own: an item of one of its lists, one of its members."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext as _

from kept.crm.nouns.fields import Choice, Invalid
from kept.tenancy.ids import id_of

if TYPE_CHECKING:
    from kept.crm.nouns.vocabulary import Vocabulary


@dataclass(frozen=True, kw_only=True)
class ById(Choice):
    """A choice among rows of the instance: stored is the id of one, or nothing."""

    default: Any = None

    @property
    def column(self) -> str:
        return self.source or f"{self.name}_id"

    def condition(self, operator: str, raw: str, words: Vocabulary) -> Q:
        if operator in ("empty", "filled"):
            return Q(**{f"{self.column}__isnull": operator == "empty"})
        return super().condition(operator, raw, words)


@dataclass(frozen=True, kw_only=True)
class Picklist(ById):
    """A value of one of the instance's own lists; on the wire an id, in a file its label."""

    of_list: str = ""  # the contract's name of the value list
    kind: ClassVar[str] = "picklist"

    def options(self, words: Vocabulary) -> list[tuple[Any, str]]:
        return words.picklist(self.of_list)

    def clean(self, raw: Any, words: Vocabulary) -> Any:
        if isinstance(raw, dict):
            raw = raw.get("id")
        text = "" if raw is None else str(raw).strip()
        if not text:
            return None
        if id_of(text) in dict(self.options(words)):
            return id_of(text)
        if isinstance(raw, int):
            raise Invalid(_("There is no such value in this list."))
        for code, label in self.options(words):
            if fold_equal(text, label):
                return code
        made = words.new_item(self.of_list, text)
        if made is not None:
            return made
        return super().clean(raw, words)

    def show(self, value: Any, words: Vocabulary) -> str:
        return words.item(value)

    def out(self, value: Any, words: Vocabulary) -> Any:
        return None if value is None else {"id": value, "value": words.item(value)}


@dataclass(frozen=True, kw_only=True)
class Member(ById):
    """A member of the instance: the owner. In a file their e-mail; "me" means the person at the door."""

    kind: ClassVar[str] = "member"
    width: int = 4

    def options(self, words: Vocabulary) -> list[tuple[Any, str]]:
        return [(member.id, member.name) for member in words.members()]

    def clean(self, raw: Any, words: Vocabulary) -> Any:
        text = "" if raw is None else str(raw).strip()
        if not text:
            return None
        if text == "me":
            return words.me
        for member in words.members():
            if text == str(member.id) or fold_equal(text, member.email) or fold_equal(text, member.name):
                return member.id
        raise Invalid(_("“%(value)s” is no member of this instance.") % {"value": text[:60]})

    def show(self, value: Any, words: Vocabulary) -> str:
        return words.member(value).name if value else ""

    def text(self, value: Any, words: Vocabulary) -> str:
        return words.member(value).email if value else ""

    def out(self, value: Any, words: Vocabulary) -> Any:
        return words.person_of(value) if value else None


def fold_equal(one: str, other: str) -> bool:
    """Whether two words are the same but for case and accents."""
    from kept.crm.records.words import fold

    return fold(one) == fold(other)
