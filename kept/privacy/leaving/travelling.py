"""What a kind of row does when its instance leaves: it travels, it is told, or it stays, and says why.

travels("contacts.contact", derived=("search",), fill=words)        # goes out, and comes in again as it was
told("audit.entry", because="it tells what happened here")          # goes out to be read, and stays history
stays("identity.apikey", because="a secret, worth nothing elsewhere")

Each room says so of its own rows in its module `leaving.py`. A kind that says nothing stops the build
(`leaving.checks`), and so does a column that could hold the number of another row and is not spoken of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.apps import apps

Row = dict[str, Any]


class Way(StrEnum):
    """What becomes of rows when their instance leaves."""

    TRAVELS, TOLD, STAYS = "travels", "told", "stays"


@dataclass(frozen=True, slots=True)
class Files:
    """The columns that say which file a row has: its key, its name, its size, its SHA-256 and its media type."""

    key: str = "key"
    name: str = "name"
    size: str = "size"
    digest: str = "digest"
    media: str = "content_type"
    limit: Callable[[], int] = lambda: 1 << 40
    media_of: Callable[[Any], str | None] = lambda _content: None  # what the bytes themselves say they are


@dataclass(frozen=True, slots=True)
class Turn:
    """A column that means something only here, and how it is said so that it means the same elsewhere."""

    out: Callable[[Row, Any], Any]
    back: Callable[[Row, Any], Any]


@dataclass(frozen=True, slots=True)
class Travel:
    """The whole of what is said of one kind."""

    label: str
    way: Way
    because: str = ""
    folder: str = "data"
    words: Any = ""  # what people call them
    sheet: bool = False  # also as a table for people
    users: tuple[str, ...] = ()  # plain columns with the number of a user: told as the number of a member
    numbers: tuple[str, ...] = ()  # plain columns whose numbers name a row, or nothing, and stay as they are
    data: Mapping[str, Callable[[Any], str | None]] = field(default_factory=dict)  # columns of JSON: what is wrong
    left: Mapping[str, str] = field(default_factory=dict)  # columns that stay behind, and why
    derived: tuple[str, ...] = ()  # worked out anew from the others
    fill: Callable[[Row], Row] | None = None  # the derived columns of a row
    turns: Mapping[str, Turn] = field(default_factory=dict)
    founding: bool = False  # a new instance begins with some: they make room for those that come
    founding_rows: Mapping[str, Any] | None = None  # which of them, when not all
    wrong: Callable[[Row], Iterable[str]] | None = None  # what else is wrong with a row, in sentences
    files: Files | None = None
    last: bool = False  # goes after the others, when all addresses are known

    @property
    def model(self) -> Any:
        """The kind itself."""
        return apps.get_model(self.label)

    @property
    def name(self) -> str:
        """The name of its member in the archive, without an ending."""
        return f"{self.folder}/{self.label}"


MEMBERS = "identity.membership"  # people travel as members, never as users
KINDS: dict[str, Travel] = {}
AFTER: list[Callable[[Any], None]] = []  # what is done in the new instance when all rows are there


def travels(label: str, **said: Any) -> None:
    """It goes out and comes in again."""
    KINDS[label] = Travel(label, Way.TRAVELS, **said)


def told(label: str, *, because: str, **said: Any) -> None:
    """It goes out to be read, and is kept as it was told where the instance moves in."""
    KINDS[label] = Travel(label, Way.TOLD, because, folder="log", **said)


def stays(label: str, *, because: str) -> None:
    """It does not go."""
    KINDS[label] = Travel(label, Way.STAYS, because)


def when_all_are_there(act: Callable[[Any], None]) -> Callable[[Any], None]:
    """Have something done once all rows have come, with what is known of their coming."""
    AFTER.append(act)
    return act


def kinds(way: Way) -> list[Travel]:
    """What travels, or is told, in the order in which it is written: by room, and last what needs all addresses."""
    return sorted((one for one in KINDS.values() if one.way is way), key=lambda one: (one.last, one.label))
