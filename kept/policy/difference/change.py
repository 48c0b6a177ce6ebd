"""A change between two versions: of which kind, whether it must wait for consent, and one sentence about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from kept.policy.categories import Named
from kept.policy.text import Text


class Kind(Named):
    """What a change does, as a person would ask: is there more of it, for longer, for others?"""

    ADDS = "adds", Text("adds a promise", cs="přidává slib")
    REMOVES = "removes", Text("takes a promise away", cs="odebírá slib")
    NARROWS_RIGHT = "narrows_right", Text("narrows a right", cs="zužuje právo")
    WIDENS_RIGHT = "widens_right", Text("widens a right", cs="rozšiřuje právo")
    WIDENS_USE = "widens_use", Text("widens a use", cs="rozšiřuje užití")
    NARROWS_USE = "narrows_use", Text("narrows a use", cs="zužuje užití")
    LONGER = "longer", Text("keeps longer", cs="uchovává déle")
    SHORTER = "shorter", Text("keeps shorter", cs="uchovává kratší dobu")
    NEW_RECIPIENT = "new_recipient", Text("adds a recipient", cs="přidává příjemce")
    FEWER_RECIPIENTS = "fewer_recipients", Text("drops a recipient", cs="ubírá příjemce")
    NEW_CATEGORY = "new_category", Text("adds a kind of data", cs="přidává druh údajů")
    FEWER_CATEGORIES = "fewer_categories", Text("drops a kind of data", cs="ubírá druh údajů")
    WEAKENS = "weakens", Text("weakens a figure", cs="oslabuje číslo")
    STRENGTHENS = "strengthens", Text("strengthens a figure", cs="zpřísňuje číslo")
    CHANGES = "changes", Text("changes the ground it stands on", cs="mění, na čem stojí")
    WORDING = "wording", Text("changes the wording", cs="mění znění")
    DETAIL = "detail", Text("changes a detail", cs="mění podrobnost")

    @property
    def opposite(self) -> Kind:
        """What the same change does when it is read backwards."""
        return _OPPOSITES.get(self, self)

    @property
    def material(self) -> bool:
        """Whether it is announced thirty days ahead (A1)."""
        return self in _MATERIAL

    @property
    def waits(self) -> bool:
        """Whether it binds nobody without their express consent (A1, R9). Who works for us is told, and not asked."""
        return self in _MATERIAL and self is not Kind.NEW_RECIPIENT


_PAIRS = {
    Kind.REMOVES: Kind.ADDS,
    Kind.NARROWS_RIGHT: Kind.WIDENS_RIGHT,
    Kind.WIDENS_USE: Kind.NARROWS_USE,
    Kind.LONGER: Kind.SHORTER,
    Kind.NEW_RECIPIENT: Kind.FEWER_RECIPIENTS,
    Kind.NEW_CATEGORY: Kind.FEWER_CATEGORIES,
    Kind.WEAKENS: Kind.STRENGTHENS,
}
_OPPOSITES = {**_PAIRS, **{mild: material for material, mild in _PAIRS.items()}}
_MATERIAL = frozenset(_PAIRS) | {Kind.CHANGES, Kind.WORDING}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference under one promise."""

    promise: str
    kind: Kind
    sentence: Text
    material: bool

    @property
    def waits(self) -> bool:
        """Whether it must wait for a person's express consent."""
        return self.material and self.kind.waits


def change(promise: str, kind: Kind, en: str, cs: str, **words: Text | str | int) -> Change:
    """A change with its sentence, places filled in."""
    return Change(promise, kind, Text(en, cs=cs).format(**words), kind.material)


Part = TypeVar("Part")


def sides(
    old: Iterable[Part], new: Iterable[Part], key: Callable[[Part], object]
) -> tuple[list[Part], list[Part], list[tuple[Part, Part]]]:
    """The parts gone, the parts come, and the pairs that stayed, told apart by `key`."""
    before = {key(part): part for part in old}
    after = {key(part): part for part in new}
    gone = [part for name, part in before.items() if name not in after]
    come = [part for name, part in after.items() if name not in before]
    return gone, come, [(before[name], after[name]) for name in before if name in after]


def worded(promise: str, name: Text | str, old: Text | None, new: Text | None) -> Iterable[Change]:
    """A change of wording, quoting both."""
    if old != new:
        yield change(
            promise,
            Kind.WORDING,
            "{name}: it says “{new}”, until now “{old}”.",
            "{name}: nově zní „{new}“, dosud „{old}“.",
            name=name,
            new=new or _NOTHING,
            old=old or _NOTHING,
        )


def turned(
    promise: str, kinds: tuple[Kind, Kind], was: bool, is_: bool, sentences: tuple[Text, Text]
) -> Iterable[Change]:
    """A yes or no that changed: `kinds` and `sentences` are for a no that became yes, and for the reverse."""
    if was != is_:
        side = 0 if is_ else 1
        yield Change(promise, kinds[side], sentences[side], kinds[side].material)


_NOTHING = Text("nothing", cs="nic")
