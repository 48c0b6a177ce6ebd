"""Changing one cell of a list where it stands."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from kept.crm.nouns import changing, intake
from kept.crm.nouns.doors import act
from kept.crm.nouns.fetching import Row, fetch, prime
from kept.crm.nouns.fields import EMPTY, Field
from kept.crm.nouns.inputs import blame, form_of, raw_of
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.pages.list_cells import line
from kept.crm.nouns.pages.list_open import OpenList
from kept.crm.nouns.pages.undo import undo_url
from kept.crm.records.history import Change
from kept.grants.records import get_or_404
from kept.web.pages import done, is_htmx, page, say


@act("edit")
def cell(request: HttpRequest, noun: Noun, id: int, field: str) -> HttpResponse:
    """The small form of one cell, and its keeping. Who changed it meanwhile is told before anything is overwritten."""
    record = get_or_404(request, noun.model, id, to_change=True)
    open_list = OpenList.of(request, noun)
    one = open_list.fields.get(field)
    if one is None or not one.editable or record.deleted_at is not None:
        raise Http404
    row = _row(open_list, id, one)
    if request.method != "POST":
        form = form_of([one], open_list.words, open_list.slug, values=row.values)
        return _ask(request, open_list, row, one, form)
    form = form_of([one], open_list.words, open_list.slug, data=request.POST)
    wrong = _meanwhile(request, open_list, row, one) or _save(request, open_list, record, one)
    if wrong:
        blame(form, wrong)
        return _ask(request, open_list, row, one, form)
    return _answer(request, open_list, id, one)


def _row(open_list: OpenList, pk: int, one: Field) -> Row:
    titles = [open_list.fields[name] for name in open_list.noun.title_fields]
    rows = fetch(
        open_list.noun, open_list.noun.model.objects.visible_to(open_list.access).filter(pk=pk), [*titles, one]
    )
    prime(rows, [one], open_list.words)
    return rows[0]


def _save(request: HttpRequest, open_list: OpenList, record: Any, one: Field) -> dict[str, str]:
    noun, access = open_list.noun, open_list.access
    try:
        values = intake.clean(noun, {one.name: one}, raw_of([one], request.POST), open_list.words, new=False)
    except intake.Errors as wrong:
        return wrong.by_field
    operation = changing.operation(access, f"{noun.key}.edited", noun)
    if changing.change(noun, record, values, open_list.fields, access, operation):
        said = _("%(field)s of %(name)s changed.") % {"field": one.label, "name": record}
        say(request, said, undo_url=undo_url(request, operation.pk))
    else:
        operation.delete()
    return {}


def _answer(request: HttpRequest, open_list: OpenList, pk: int, one: Field) -> HttpResponse:
    if not is_htmx(request):
        return done(request, open_list.link())
    row = _row(open_list, pk, one)
    return page(request, "nouns/list_cell.html", {"cell": line(open_list, row, [one]).cells[0]}, block="value")


def _ask(request: HttpRequest, open_list: OpenList, row: Row, one: Field, form: forms.Form) -> HttpResponse:
    query = open_list.query()
    context = {
        "field": form[one.name],
        "edit_url": f"{request.path}?seen={seal(row, one)}{'&' if query else ''}{query}",
        "title": open_list.noun.title(row.values),
        "label": one.label,
        "back_url": open_list.link(),
    }
    return page(request, "nouns/list_cell.html", context)


def _meanwhile(request: HttpRequest, open_list: OpenList, row: Row, one: Field) -> dict[str, str]:
    """A sentence with the other's value when the cell is not what the person saw."""
    seen = request.GET.get("seen", "")
    if not seen or seen == seal(row, one):
        return {}
    last = Change.objects.filter(kind=open_list.noun.key, record_id=row.id, values__has_key=one.name).order_by("-pk")
    who = open_list.words.member(last.values_list("by_id", flat=True).first()).name or _("Somebody")
    now = row.values.get(f"{one.name}.shown") or one.show(row.values[one.name], open_list.words) or "–"
    sentence = _("%(who)s changed this to “%(value)s” meanwhile. Save again to keep yours.")
    return {one.name: sentence % {"who": who, "value": now}}


def seal(row: Row, one: Field) -> str:
    """A short seal of a value as it was seen, for the address of its form: it tells a change and nothing else."""
    value = row.values[one.name]
    plain = None if value in EMPTY else one.plain(value)
    return salted_hmac("kept.cell", f"{row.id}|{one.name}|{plain!r}").hexdigest()[:16]


ROUTES = [("<int:id>/cell/<str:field>/", cell, "cell")]
