"""Fields: what a fact of a record is called, how it is read from text and JSON, shown, filtered and sorted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar
from unicodedata import normalize

from django.db.models import Q
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _

from kept.crm.records.words import fold

if TYPE_CHECKING:
    from kept.crm.nouns.vocabulary import Vocabulary

Label = str | LazyText
EMPTY = ("", None)
PARTS_OF_WORDS = {"has": "icontains", "starts": "istartswith"}
RANGES = ("is", "lt", "le", "gt", "ge", "between", "empty", "filled")
BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
ORDERS = {"lt": "lt", "le": "lte", "gt": "gt", "ge": "gte"}


def one_line(text: str) -> str:
    """A text without breaks and without signs that turn the reading of what follows."""
    return text if text.isprintable() else BREAKS.sub(" ", TURNS.sub("", text)).strip()


class Invalid(ValueError):
    """A value that a field cannot take, with a sentence for the person who typed it."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One fact of a noun. `name` is ours, `wire` the contract's path, `source` where the ORM finds it."""

    name: str
    label: Label
    wire: str = ""
    source: str = ""
    part: str = ""  # "position", "address": the fact stands in a row that belongs to the record
    group: str = "main"  # the section of the record it is shown in
    needs: str = "view"  # the act a person needs to see it: view, or private
    required: bool = False
    editable: bool = True
    sortable: bool = True
    filterable: bool = True
    on_list: bool = True
    help: Label = ""
    width: int = 9  # of a column, in rem
    max_length: int = 250
    default: Any = ""
    kind: ClassVar[str] = "text"
    operators: ClassVar[tuple[str, ...]] = ("has", "is", "not", "starts", "in", "empty", "filled")

    @property
    def column(self) -> str:
        """The ORM path of the value."""
        return self.source or self.name

    @property
    def attribute(self) -> str:
        """The attribute of the row the value is stored in."""
        return self.column.rsplit("__", 1)[-1]

    def clean(self, raw: Any, words: Vocabulary) -> Any:
        """The value to store, from text or JSON. Raises Invalid with a sentence that says what to do."""
        if raw is None:
            return ""
        if isinstance(raw, dict | list):
            raise Invalid(_("Enter a text."))
        text = str(raw).replace("\x00", "").strip()
        if len(text) > self.max_length:
            raise Invalid(
                _("At most %(most)s characters; this has %(has)s.") % {"most": self.max_length, "has": len(text)}
            )
        return text

    def show(self, value: Any, words: Vocabulary) -> str:
        """The value as a person reads it, in their language."""
        return "" if value is None else str(value)

    def text(self, value: Any, words: Vocabulary) -> str:
        """The value in a file: read back by `clean` without a difference."""
        return self.show(value, words)

    def out(self, value: Any, words: Vocabulary) -> Any:
        """The value on the wire."""
        return None if value == "" else value

    def plain(self, value: Any) -> Any:
        """The value as history keeps it (JSON)."""
        return value

    def condition(self, operator: str, raw: str, words: Vocabulary) -> Q:
        """The query's condition. Raises Invalid for a value or operator the field does not know."""
        column = self.column
        if operator in ("empty", "filled"):
            nothing = Q(**{f"{column}__isnull": True})
            if self.default is not None:  # a day or a number is never an empty text
                nothing = Q(**{column: ""}) | nothing
            return nothing if operator == "empty" else ~nothing
        if operator in PARTS_OF_WORDS:
            return Q(**{f"{column}__{PARTS_OF_WORDS[operator]}": raw})
        if operator in ORDERS:
            return Q(**{f"{column}__{ORDERS[operator]}": self.bound(raw, words)})
        if operator in ("is", "in", "not"):
            found = Q(**{f"{column}__in": [self.sought(one, words) for one in raw.split("|")]})
            return ~found if operator == "not" else found
        if operator == "between":
            low, _sep, high = raw.partition("|")
            found = Q(**{f"{column}__gte": self.bound(low, words)}) if low else Q()
            return found & Q(**{f"{column}__lte": self.bound(high, words)}) if high else found
        raise Invalid(_("This field cannot be compared so."))

    def sought(self, raw: str, words: Vocabulary) -> Any:
        """The value to compare with. What nobody could store may still be looked for: nothing is found."""
        return self.clean(raw, words)

    def bound(self, raw: str, words: Vocabulary) -> Any:
        """The end of a range. Raises Invalid when there is none."""
        value = self.sought(raw, words)
        if value is None:
            raise Invalid(_("Say what to look for."))
        return value


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """A line of text: one line, and no signs that turn the reading of what follows."""

    def clean(self, raw: Any, words: Vocabulary) -> Any:
        return one_line(super().clean(raw, words))


@dataclass(frozen=True, kw_only=True)
class LongText(Field):
    """Text of any length; HTML from outside is cleaned before it is kept."""

    kind: ClassVar[str] = "long"
    max_length: int = 100_000
    sortable: bool = False
    on_list: bool = False

    def clean(self, raw: Any, words: Vocabulary) -> str:
        text = str(super().clean(raw, words))
        if "<" in text:
            import nh3

            return str(nh3.clean(text, link_rel="noopener noreferrer"))
        return str(text)


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """One of a fixed set of codes."""

    choices: Any = ()
    kind: ClassVar[str] = "choice"
    operators: ClassVar[tuple[str, ...]] = ("in", "not", "empty", "filled")
    width: int = 7

    def options(self, words: Vocabulary) -> list[tuple[Any, str]]:
        """(code, label) pairs to choose from."""
        return [(code, str(label)) for code, label in self.choices]

    def clean(self, raw: Any, words: Vocabulary) -> str:
        text = "" if raw is None else str(raw).strip()
        if not text:
            if self.required:
                raise Invalid(_("Choose one: %(choices)s.") % {"choices": self._named(words)})
            return ""
        wanted = fold(text)
        for code, label in self.options(words):
            if text == code or wanted in (fold(str(code)), fold(label)):
                return str(code)
        raise Invalid(
            _("“%(value)s” is not one of: %(choices)s.") % {"value": text[:60], "choices": self._named(words)}
        )

    def _named(self, words: Vocabulary) -> str:
        return ", ".join(label for _code, label in self.options(words))

    def show(self, value: Any, words: Vocabulary) -> str:
        return str(dict(self.options(words)).get(value, value) or "")


MOST_TAGS = 100  # of a record: more of them tell nothing apart any more


def refuse_too_many(tags: list[str]) -> None:
    """Raises Invalid for more tags than a record may have."""
    if len(tags) > MOST_TAGS:
        words = _("At most %(most)s tags; this has %(has)s.")
        raise Invalid(words % {"most": MOST_TAGS, "has": len(tags)})


@dataclass(frozen=True, kw_only=True)
class Tags(Field):
    """Free words, found as a whole."""

    kind: ClassVar[str] = "tags"
    operators: ClassVar[tuple[str, ...]] = ("in", "empty", "filled")
    sortable: bool = False
    default: Any = field(default_factory=list)

    def clean(self, raw: Any, words: Vocabulary) -> list[str]:
        parts = raw if isinstance(raw, list) else str(raw or "").replace(";", ",").split(",")
        found: list[str] = []
        for part in parts:
            tag = normalize("NFC", str(part)).strip().lstrip("#").strip()
            if len(tag) > 80:
                raise Invalid(_("A tag has at most 80 characters."))
            if tag and tag not in found:
                found.append(tag)
        refuse_too_many(found)
        return found

    def show(self, value: Any, words: Vocabulary) -> str:
        return ", ".join(value or ())

    def text(self, value: Any, words: Vocabulary) -> str:
        return "; ".join(value or ())

    def out(self, value: Any, words: Vocabulary) -> Any:
        return list(value or ())

    def condition(self, operator: str, raw: str, words: Vocabulary) -> Q:
        if operator == "empty":
            return Q(**{self.column: []})
        if operator == "filled":
            return ~Q(**{self.column: []})
        return Q(**{f"{self.column}__overlap": self.clean(raw.replace("|", ","), words)})
