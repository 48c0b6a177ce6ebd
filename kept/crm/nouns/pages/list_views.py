"""Views of a list: those out of the box, those a person saved, those shared with everybody, as tabs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kept.crm.nouns.pages.list_open import OpenList
from kept.crm.records.models import SavedView

OWN = ""  # the name of the row in which a person's widths for the views out of the box lie


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A view that everybody has. It is there when the noun has the field that it asks for."""

    key: str
    label: Any
    field: str
    query: str


BUILT_IN = (
    BuiltIn("", _("Everyone"), "", ""),
    BuiltIn("mine", _("Mine"), "owner", "f=owner:in:me"),
    BuiltIn("soon", _("Runs out soon"), "reason", "f=reason:in:soon"),
    BuiltIn("none", _("No reason to keep"), "reason", "f=reason:in:none"),
    BuiltIn("quiet", _("Not spoken to for 90 days"), "touched", "f=touched:lt:90d"),
)


@dataclass(slots=True)
class Tab:
    """A view above the list."""

    key: str
    label: str
    url: str
    current: bool = False


@dataclass(slots=True)
class Views:
    """The tabs of a list, the saved view in force, and the widths that this person gave its columns."""

    tabs: list[Tab]
    current: SavedView | None = None
    mine: bool = False
    changed: bool = False  # the list asks something else than its view
    widths: dict[str, int] = field(default_factory=dict)
    may_share: bool = False

    @classmethod
    def of(cls, open_list: OpenList) -> Views:
        """All views that the person has of this noun, by one query."""
        me = open_list.access.member_id
        saved = list(views_of(open_list.noun.key, me))
        own = next((view for view in saved if view.name == OWN), None)
        named = [view for view in saved if view.name != OWN]
        tabs = [_built_in(open_list, view) for view in BUILT_IN if not view.field or view.field in open_list.fields]
        tabs += [Tab(str(view.pk), view.name, f"{open_list.url}?{query_of(view)}") for view in named]
        current = next((view for view in named if str(view.pk) == open_list.view), None)
        for tab in tabs:
            tab.current = tab.key == open_list.view
        widths = dict(own.query.get("widths", {})) if own else {}
        found = cls(tabs, current, may_share=open_list.access.rights.may("views.share"))
        if current:
            found.mine = current.membership_id == me
            found.changed = query_of(current) != open_list.query()
            widths |= current.query.get("widths", {})
        found.widths = {name: width for name, width in widths.items() if isinstance(width, int) and 3 <= width <= 40}
        return found


def _built_in(open_list: OpenList, view: BuiltIn) -> Tab:
    query = f"?view={view.key}&{view.query}" if view.key else ""
    label = str(view.label) if view.key or "reason" in open_list.fields else str(_("All"))
    return Tab(view.key, label, open_list.url + query)


def views_of(kind: str, member: int | None) -> Any:
    """A person's views of a kind and those shared with everybody."""
    all_views = SavedView.objects.filter(kind=kind)
    mine = all_views.filter(membership_id=member)
    return (mine | all_views.filter(shared=True)).order_by("position", "pk")


def query_of(view: SavedView) -> str:
    """A saved view as the query string of its list."""
    data = QueryDict(mutable=True)
    data["view"] = str(view.pk)
    for name, value in view.query.items():
        if name != "widths":
            data.setlist(name, value if isinstance(value, list) else [value])
    return data.urlencode()


def kept_query(open_list: OpenList) -> dict[str, Any]:
    """The question as a saved view keeps it."""
    data = QueryDict(open_list.query())
    return {name: data.getlist(name) for name in data if name != "view"}
