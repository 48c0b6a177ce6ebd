"""Walks: the first ids of a list in its order, read along an index that has this order.

A list sorted by what another table holds (a contact's company, an owner's name) has no index of its own. Sorting
100,000 contacts for the first 50 takes a quarter of a second; walking along the companies' names, or from owner to
owner, takes a millisecond, and nothing is stored twice that could drift apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Lower, NullIf

from kept.audit.access import Access
from kept.crm.nouns.asking import NAMES
from kept.crm.nouns.fields import Field
from kept.crm.nouns.noun import NOUNS, Noun, Part
from kept.crm.nouns.own_values import Member
from kept.crm.nouns.references import Reference
from kept.identity.models import Membership

TEXTS = ("text", "email", "phone", "link", "country", "choice")  # "" and not null where there is none
AT_ONCE = 5000  # records of another noun that are asked for together
TURNS = 3  # of a walk past row security, each eight times as long; then so few answer that they are sorted sooner
BY_ADDRESS: dict[str, Callable[[int, bool, int], list[int]]] = {}  # by noun: after which id, whether down, how many


def blank_last(path: str, one: Field) -> Any:
    """What a text of one's own is sorted by: missing ones count as null; addresses sort as they are compared."""
    return NullIf(Lower(path) if one.kind == "email" else F(path), Value(""))


def held(noun: Noun, one: Field) -> Any:
    """Whether a record has the row of a part in which a fact stands, and the fact in it: asked of that row's own
    index. None for what stands in the record itself."""
    if not one.part:
        return None
    part = noun.part(one.part)
    rows = rows_of(part)
    field = part.model._meta.get_field(one.attribute)
    if field.null:
        rows = rows.exclude(**{f"{one.attribute}__isnull": True})
    return Exists(rows.filter(**{f"{one.attribute}__gt": ""}) if one.kind in TEXTS else rows)


def rows_of(part: Part) -> Any:
    """The rows of a part that belong to the record outside."""
    return part.model.objects.filter(**{f"{part.owner}_id": OuterRef("pk"), part.mark: True})


def walk(noun: Noun, access: Access, fields: Mapping[str, Field], asked: Any, rows: Any, most: int) -> list[int] | None:
    """The first ids of `rows` in the order asked for, or None where the list's own order is as good."""
    one = fields.get(asked.order)
    if isinstance(one, Reference) and one.part:
        return _by_other_noun(noun, access, one, asked, rows, most)
    if isinstance(one, Member) and asked.is_plain and not one.part:
        return _from_owner_to_owner(noun, access, one, asked, rows, most)
    if one is not None and asked.order not in NAMES and one.kind in TEXTS:
        return _by_text(noun, access, one, asked, rows, most)
    return None


def _last_seen(noun: Noun, access: Access, asked: Any, *paths: Any, joined: str = "") -> tuple[Any, ...] | None:
    """The key of the row that the page begins after; None on the first page."""
    if not asked.after:
        return None
    here = noun.model.objects.visible_to(access).filter(pk=int(asked.after))
    seen = noun.joined(here, [joined]).values_list(*paths).first()
    return tuple(seen) if seen else (None,) * len(paths)


def _by_other_noun(noun: Noun, access: Access, one: Reference, asked: Any, rows: Any, most: int) -> list[int]:
    """Along the names of the other noun; those without come last, and those whose other record lies in the bin.

    Some records of the other noun at a time, then more and more, so that neither a few large nor thousands of empty
    ones cost much."""
    part, to = noun.part(one.part), one.attribute
    homes = NOUNS[one.to].model.objects.kept().visible_to(access)
    main = part.model.objects.filter(**{part.mark: True})
    found: list[int] = []
    home = _home_of(main, homes, part, to, int(asked.after)) if asked.after else None
    if home is not None:
        found = _page_of_blank(_in_homes(rows, part, to, [home[0]]), asked, (int(asked.after),), most)
        homes = homes.filter(_beyond(asked, "sort_key", home[1], home[0]))
    if not asked.after or home is not None:
        sign = "-" if asked.descending else ""
        ids = homes.order_by(f"{sign}sort_key", f"{sign}pk").values_list("pk", flat=True)
        at, some = 0, most
        while len(found) < most and (here := list(ids[at : at + some])):
            place = {pk: number for number, pk in enumerate(here)}
            pairs = _in_homes(rows, part, to, here).values_list(f"{part.related}__{to}", "pk")
            way = -1 if asked.descending else 1
            found += [pk for _home, pk in sorted(pairs, key=lambda pair: (place[pair[0]], way * pair[1]))]
            if len(here) < some:
                break
            at, some = at + some, min(some * 8, AT_ONCE)
    if len(found) < most:
        kept = main.filter(
            **{f"{to.removesuffix('_id')}__deleted_at__isnull": True, f"{part.owner}_id": OuterRef("pk")}
        )
        last = (int(asked.after),) if asked.after and home is None else None
        found += _page_of_blank(rows.filter(~Exists(kept)), asked, last, most - len(found))
    return found[:most]


def _home_of(main: Any, homes: Any, part: Part, to: str, record: int) -> tuple[int, str] | None:
    """Where a record stands: the id and the place in the alphabet of its other record, None when it has none."""
    home = main.filter(**{f"{part.owner}_id": record}).values_list(to, flat=True).first()
    found = homes.filter(pk=home).values_list("pk", "sort_key").first() if home else None
    return tuple(found) if found else None


def _in_homes(rows: Any, part: Part, to: str, homes: list[int]) -> Any:
    return rows.filter(**{f"{part.related}__{part.mark}": True, f"{part.related}__{to}__in": homes})


def _beyond(asked: Any, path: str, key: Any, pk: int) -> Q:
    """What comes after a key: its first part lets an index begin there."""
    way = "lt" if asked.descending else "gt"
    return Q(**{f"{path}__{way}e": key}) & (Q(**{f"{path}__{way}": key}) | Q(**{f"pk__{way}": pk}))


def _page(rows: Any, path: str, asked: Any, last: tuple[Any, ...] | None, most: int) -> list[int]:
    """Ids in the order of a path and the id, after the last one seen."""
    sign = "-" if asked.descending else ""
    if last is not None:
        rows = rows.filter(_beyond(asked, path, last[0], last[-1]))
    return list(rows.order_by(f"{sign}{path}", f"{sign}pk").values_list("pk", flat=True)[:most])


def _page_of_blank(rows: Any, asked: Any, last: tuple[Any, ...] | None, most: int) -> list[int]:
    way, sign = ("lt", "-") if asked.descending else ("gt", "")
    if last is not None:
        rows = rows.filter(**{f"pk__{way}": last[-1]})
    return list(rows.order_by(f"{sign}pk").values_list("pk", flat=True)[:most])


def _by_text(noun: Noun, access: Access, one: Field, asked: Any, rows: Any, most: int) -> list[int]:
    """Along an index of those that have the text, where there is one; records without it come last.

    Asked for in two questions, as no index has the blank ones at its end both ways."""
    key = Lower(one.column) if one.kind == "email" else F(one.column)
    last = _last_seen(noun, access, asked, key, "pk", joined=one.column)
    blank = last is not None and not last[0]
    found: list[int] = []
    if not blank:
        filled = noun.joined(rows, [one.column]).filter(**{f"{one.column}__gt": ""}).annotate(in_order=key)
        beyond = _beyond_address(noun, one, filled, asked, most) if last is not None else None
        found = _page(filled, "in_order", asked, last, most) if beyond is None else beyond
    if len(found) < most:
        there = held(noun, one)
        without = rows.filter(~there) if there is not None else rows.filter(**{one.column: ""})
        found += _page_of_blank(without, asked, last if blank else None, most - len(found))
    return found


def _beyond_address(noun: Noun, one: Field, rows: Any, asked: Any, most: int) -> list[int] | None:
    """The rows whose address comes after that of the last one seen, by the noun's own walk along its index. None
    where it has no such walk, or where few of those walked past answer what is asked."""
    if one.kind != "email" or one.part or one.column != "email" or noun.key not in BY_ADDRESS:
        return None
    found: list[int] = []
    last, some = int(asked.after), most
    for _turn in range(TURNS):
        ids = BY_ADDRESS[noun.key](last, asked.descending, some)
        seen = set(rows.filter(pk__in=ids).values_list("pk", flat=True))
        found += [pk for pk in ids if pk in seen]
        if len(found) >= most or len(ids) < some:
            return found[:most]
        last, some = ids[-1], some * 8
    return None


def _from_owner_to_owner(noun: Noun, access: Access, one: Member, asked: Any, rows: Any, most: int) -> list[int]:
    """The records of the first owner, then those of the next, as far as the page goes; those of nobody come last."""
    mine = noun.model.objects.kept().visible_to(access).filter(**{one.column: OuterRef("pk")})
    sign = "-" if asked.descending else ""
    members = Membership.objects.filter(Exists(mine)).order_by(f"{sign}full_name", f"{sign}pk")
    order: list[int | None] = [*members.values_list("pk", flat=True), None]
    last = _last_seen(noun, access, asked, one.column, "pk")
    if last is not None:
        order = order[order.index(last[0]) :] if last[0] in order else order[-1:]
    found: list[int] = []
    for owner in order:
        of_owner = rows.filter(**({f"{one.column}__isnull": True} if owner is None else {one.column: owner}))
        begun = last if last is not None and last[0] == owner else None
        found += _page_of_blank(of_owner, asked, begun, most - len(found))
        if len(found) >= most:
            break
    return found
