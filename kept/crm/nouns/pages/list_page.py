"""The list of a noun: a sheet from edge to edge, with views, filters, columns, and the line in its margin."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kept.crm.nouns import listing
from kept.crm.nouns.doors import act
from kept.crm.nouns.fields import Invalid
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.pages.list_cells import columns_of, heads, line
from kept.crm.nouns.pages.list_columns import chosen_columns, column_choice
from kept.crm.nouns.pages.list_filters import any_or_all, chips, filterable
from kept.crm.nouns.pages.list_open import OpenList
from kept.crm.nouns.pages.list_views import Views
from kept.tenancy.ids import id_of
from kept.web import formats
from kept.web.pages import page

COUNT_UP_TO = 1000


@act("view")
def list_page(request: HttpRequest, noun: Noun) -> HttpResponse:
    """A page of the list; for htmx its rows alone."""
    open_list = OpenList.of(request, noun)
    if "col" in request.GET:
        return redirect(open_list.link(columns=chosen_columns(open_list, request.GET.getlist("col"))))
    views = Views.of(open_list)
    widths_url = f"{open_list.url}widths/" + (f"?view={open_list.view}" if open_list.view else "")
    columns = columns_of(open_list)
    found, total, more = _found(open_list)
    seen = (id_of(request.GET.get("seen")) or 0) if open_list.asked.after else 0
    shown = seen + len(found.rows)
    count = formats.number(total) + ("+" if more else "")
    context = {
        "list": open_list,
        "noun": noun,
        "title": noun.label_plural,
        "views": views,
        "widths_url": widths_url,
        "heads": heads(open_list, columns, views.widths),
        "rows": [line(open_list, row, columns) for row in found.rows],
        "lined": "reason" in noun_fields(noun),
        "chips": chips(open_list),
        "without_words": open_list.link(words=""),
        "any_or_all": any_or_all(open_list),
        "filterable": filterable(open_list),
        "choice": column_choice(open_list),
        "shown": formats.number(shown),
        "more_url": open_list.link(after=found.next) + f"&seen={shown}" if found.next else "",
        "count": count,
        "total": total,
        "first_ever": not total and open_list.asked.is_plain,
        "may": {name: open_list.may(name) for name in ("create", "edit", "delete", "import", "export", "bulk")}
        | {"task": open_list.access.rights.may("tasks.create")},
    }
    return page(request, "nouns/list.html", context)


def _found(open_list: OpenList) -> tuple[listing.Page, int, bool]:
    """The page, how many answer, and whether there are more than are counted."""
    noun, access, words = open_list.noun, open_list.access, open_list.words
    try:
        found = listing.counted(noun, access, words, open_list.fields, open_list.asked, most=COUNT_UP_TO)
    except Invalid as error:  # the row that the page began after is gone
        open_list.notes.append(str(error))
        open_list.asked = replace(open_list.asked, after="")
        found = listing.counted(noun, access, words, open_list.fields, open_list.asked, most=COUNT_UP_TO)
    if reason := noun_fields(noun).get("reason"):
        reason.prime([row.id for row in found[0].rows], words)
    return found


def noun_fields(noun: Noun) -> dict[str, Any]:
    """The noun's own fields by name."""
    return {one.name: one for one in noun.fields}


ROUTES = [("", list_page, "list")]
