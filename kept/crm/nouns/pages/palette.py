"""The palette: finds anyone by a few letters, leads to any page, begins any act. One query a noun."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from kept.audit.models import Entry
from kept.crm.nouns.asking import Asked
from kept.crm.nouns.fetching import Row, fetch, prime
from kept.crm.nouns.fields import Field
from kept.crm.nouns.listing import select
from kept.crm.nouns.noun import NOUNS, Noun
from kept.crm.nouns.pages.list_open import address
from kept.crm.nouns.vocabulary import Vocabulary
from kept.crm.records.words import SPLIT, fold
from kept.policy.doors import MEMBER, allow

HITS = 6
RECENT = 8
ENTRIES = 60  # of the person's own log, looked through for what was opened last
HINTS = {"contact": ("position", "company"), "company": ("city",)}  # what stands beside a name
ICONS = {"contact": "person", "company": "house"}
Item = dict[str, str]


@allow(MEMBER)
def palette(request: HttpRequest) -> JsonResponse:
    """What fits the words; without words what the person opened last."""
    typed = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    nouns = [noun for noun in NOUNS.values() if _may(request, noun, "view")]
    groups = [_hits(request, noun, typed) for noun in nouns] if typed else [_recent(request, nouns)]
    groups.append({"title": _("Do"), "items": commands(request, typed)})
    return JsonResponse({"groups": [group for group in groups if group["items"]]})


def _may(request: HttpRequest, noun: Noun, what: str) -> bool:
    return bool(request.access.rights.may(noun.permission(what)))  # type: ignore[attr-defined]


def _hits(request: HttpRequest, noun: Noun, typed: str) -> dict[str, Any]:
    access: Any = request.access  # type: ignore[attr-defined]
    words = Vocabulary(me=access.member_id)
    fields = noun.fields_for(access, words)
    hints = tuple(name for name in HINTS.get(noun.key, ()) if name in fields)
    found = select(noun, access, words, fields, Asked(words=typed, columns=hints), size=HITS)
    items = [_item(request, noun, row, [fields[name] for name in hints], words) for row in found.rows]
    return {"title": str(noun.label_plural), "items": items}


def _item(request: HttpRequest, noun: Noun, row: Row, hints: list[Field], words: Vocabulary) -> Item:
    shown = [
        str(row.values.get(f"{one.name}.shown") or one.show(row.values[one.name], words))
        for one in hints
        if row.values[one.name]
    ]
    slug = request.instance.slug  # type: ignore[attr-defined]
    return {
        "label": noun.title(row.values) or _("no name"),
        "hint": ", ".join(shown),
        "url": address(noun, slug, row.id),
        "icon": ICONS.get(noun.key, "right"),
    }


def _recent(request: HttpRequest, nouns: list[Noun]) -> dict[str, Any]:
    """The records that the person opened last, from their own lines of the access log."""
    access: Any = request.access  # type: ignore[attr-defined]
    doors = {f"GET {noun.plural}:record": noun for noun in nouns}
    mine = Entry.objects.filter(instance_id=access.instance_id, user_id=access.user_id, act=Entry.READ, door__in=doors)
    opened: dict[tuple[str, int], None] = {}
    for door, kind, ids in mine.order_by("-at").values_list("door", "kind", "ids")[:ENTRIES]:
        if kind == doors[door].label_lower and len(ids) == 1:
            opened.setdefault((doors[door].key, ids[0]))
    wanted = list(opened)[:RECENT]
    items: dict[tuple[str, int], Item] = {}
    for noun in nouns:
        ids = [pk for key, pk in wanted if key == noun.key]
        if ids:
            items |= {(noun.key, pk): item for pk, item in _named(request, noun, ids).items()}
    return {"title": _("Opened last"), "items": [items[one] for one in wanted if one in items]}


def _named(request: HttpRequest, noun: Noun, ids: list[int]) -> dict[int, Item]:
    access: Any = request.access  # type: ignore[attr-defined]
    words = Vocabulary(me=access.member_id)
    fields = {one.name: one for one in noun.fields}
    hints = [fields[name] for name in HINTS.get(noun.key, ())]
    seen = noun.model.objects.kept().visible_to(access).filter(pk__in=ids)
    rows = fetch(noun, seen, [*(fields[name] for name in noun.title_fields), *hints])
    prime(rows, hints, words)
    return {row.id: _item(request, noun, row, hints, words) for row in rows}


def commands(request: HttpRequest, typed: str) -> list[Item]:
    """Acts that may be begun anywhere, those whose words begin with what was typed."""
    slug = request.instance.slug  # type: ignore[attr-defined]
    found = [
        {
            "label": str(noun.new),
            "hint": "",
            "url": address(noun, slug, "new"),
            "icon": "plus",
        }
        for noun in NOUNS.values()
        if _may(request, noun, "create")
    ]
    found.append({"label": _("Bin"), "hint": _("deleted in the last 30 days"), "url": f"/{slug}/bin/", "icon": "trash"})
    words = [fold(word) for word in SPLIT.split(typed) if word]
    return [
        one for one in found if all(any(part.startswith(word) for part in fold(one["label"]).split()) for word in words)
    ]
