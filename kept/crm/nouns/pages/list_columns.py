"""Which columns a list shows and in which order, chosen in the address; how wide they are, kept for each person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kept.crm.nouns.fields import Field
from kept.crm.nouns.pages.list_open import OpenList

MOST = 30


@dataclass(slots=True)
class Choice:
    """A column that may be shown, with addresses that move it when it is."""

    name: str
    label: str
    chosen: bool
    earlier: str = ""
    later: str = ""


def may_be_columns(open_list: OpenList) -> list[Field]:
    """All fields that fit a column."""
    noun = open_list.noun
    single = noun.title_fields if len(noun.title_fields) == 1 else ()
    return [one for one in open_list.fields.values() if one.on_list and one.name not in single]


def chosen_columns(open_list: OpenList, names: Iterable[str]) -> tuple[str, ...]:
    """The ticked columns: those shown already keep their order, new ones come last."""
    ticked = set(names) & {one.name for one in may_be_columns(open_list)}
    kept = [name for name in open_list.asked.columns if name in ticked]
    new = [one.name for one in may_be_columns(open_list) if one.name in ticked and one.name not in kept]
    return tuple((kept + new)[:MOST])


def column_choice(open_list: OpenList) -> list[Choice]:
    """The columns shown, in their order, then the others."""
    shown = [name for name in open_list.asked.columns if name in open_list.fields]
    first = [_shown(open_list, shown, place) for place in range(len(shown))]
    others = [one for one in may_be_columns(open_list) if one.name not in shown]
    return first + [Choice(one.name, str(one.label), False) for one in others]


def _shown(open_list: OpenList, shown: list[str], place: int) -> Choice:
    one = open_list.fields[shown[place]]
    earlier = open_list.link(columns=_swapped(shown, place, place - 1)) if place else ""
    later = open_list.link(columns=_swapped(shown, place, place + 1)) if place + 1 < len(shown) else ""
    return Choice(one.name, str(one.label), True, earlier, later)


def _swapped(names: list[str], one: int, other: int) -> tuple[str, ...]:
    moved = list(names)
    moved[one], moved[other] = moved[other], moved[one]
    return tuple(moved)
