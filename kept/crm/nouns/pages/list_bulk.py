"""Acts on many selected records: promise, edit a field, hand over, tag, delete. Each is one operation, undone as a whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from kept.crm.activities.promising_many import promise_many
from kept.crm.activities.tasks import PromiseForm, tomorrow
from kept.crm.acts.starting import LONG, begin
from kept.crm.nouns import changing, intake
from kept.crm.nouns.changing_many import Outcome, change_many, tag_many, trash_many
from kept.crm.nouns.conditions import matching
from kept.crm.nouns.doors import act
from kept.crm.nouns.fields import Field
from kept.crm.nouns.inputs import blame, form_of, raw_of
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.pages.list_open import OpenList
from kept.crm.nouns.pages.undo import undo_url
from kept.crm.records.history import Operation
from kept.tenancy.ids import id_of
from kept.web import formats
from kept.web.pages import done, go, page

MOST = 100_000
DONE_AS = {"task": "promised", "delete": "deleted"}


@dataclass(frozen=True, slots=True)
class Bulk:
    """An act on many: what it is called, which permissions it needs besides `bulk`."""

    title: Any
    button: Any
    needs: str = "edit"
    also: str = ""  # a whole permission


ACTS = {
    "task": Bulk(
        gettext_lazy("Promise something about each"), gettext_lazy("Make %(n)s promises"), "view", "tasks.create"
    ),
    "edit": Bulk(gettext_lazy("Edit a field"), gettext_lazy("Change %(n)s")),
    "owner": Bulk(gettext_lazy("Hand over"), gettext_lazy("Hand over %(n)s")),
    "tag": Bulk(gettext_lazy("Tag"), gettext_lazy("Tag %(n)s")),
    "delete": Bulk(gettext_lazy("Delete"), gettext_lazy("Delete %(n)s"), "delete"),
}


@act("bulk")
@require_POST
def bulk(request: HttpRequest, noun: Noun) -> HttpResponse:
    """Ask what is needed for the act, then do it."""
    name = request.POST.get("act", "")
    if name not in ACTS:
        raise Http404
    open_list = OpenList.of(request, noun, QueryDict(request.POST.get("query", "")))
    if not may(open_list, name):
        raise PermissionDenied
    ids = chosen(request, open_list)
    if not ids:
        return done(request, open_list.link(), _("Nothing is selected."))
    one = field_of(request, open_list, name)
    form = form_for(request, open_list, name, one)
    sure = "sure" in request.POST
    plan: dict[str, Any] | None = None
    if name == "delete":
        plan = {} if sure or len(ids) <= LONG else None
    elif sure and form is not None:
        plan = prepared(request, open_list, name, one, form)
    if plan is None:
        return _ask(request, open_list, name, ids, one, form)
    if len(ids) > LONG and name != "task":
        later = begin(noun, name, ids, stored_plan(open_list, plan), open_list.access)
        return go(reverse("acts:page", kwargs={"instance": open_list.slug, "id": later.pk}), request=request)
    return _finish(request, open_list, DONE_AS.get(name, "edited"), work_of(open_list, name, plan, ids))


def may(open_list: OpenList, name: str) -> bool:
    """Whether the person may do this act."""
    also = ACTS[name].also
    return open_list.may(ACTS[name].needs) and (not also or bool(open_list.access.rights.may(also)))


def chosen(request: HttpRequest, open_list: OpenList) -> list[int]:
    """The ids of the ticked rows, or of all that the list holds."""
    if request.POST.get("all") == "1":
        found = matching(open_list.noun, open_list.access, open_list.words, open_list.fields, open_list.asked)
        return list(found.order_by("pk").values_list("pk", flat=True)[:MOST])
    ticked = {id_of(text) for text in request.POST.getlist("ids")[:MOST]}
    return sorted(number for number in ticked if number is not None)


def field_of(request: HttpRequest, open_list: OpenList, name: str) -> Field | None:
    """The field that the act changes."""
    if name == "owner":
        return open_list.fields["owner"]
    one = open_list.fields.get(request.POST.get("field", ""))
    return one if name == "edit" and one is not None and one.editable else None


class TagForm(forms.Form):
    """Tags to put on and to take off."""

    add = forms.CharField(
        label=gettext_lazy("Put on"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Several are parted by commas."),
    )
    remove = forms.CharField(label=gettext_lazy("Take off"), required=False, max_length=500)


def form_for(request: HttpRequest, open_list: OpenList, name: str, one: Field | None) -> forms.Form | None:
    """The form that the act needs, if any; filled in when it was sent."""
    sent = request.POST if "sure" in request.POST else None
    if name == "tag":
        return TagForm(sent)
    if name == "task":
        initial = {"deadline": tomorrow(), "resolver": open_list.access.member_id}
        return PromiseForm(sent, open_list.words, initial=initial)
    return form_of([one], open_list.words, open_list.slug, data=sent) if one else None


def prepared(
    request: HttpRequest, open_list: OpenList, name: str, one: Field | None, form: forms.Form
) -> dict[str, Any] | None:
    """What is to be done, with what was typed checked as everywhere; None when it is wrong, and the form says why."""
    noun, fields, words = open_list.noun, open_list.fields, open_list.words
    try:
        if name == "tag":
            tags = {way: fields["tags"].clean(request.POST.get(way, ""), words) for way in ("add", "remove")}
            if not any(tags.values()):
                raise intake.Errors({"add": _("Enter a tag.")})
            return tags
        if isinstance(form, PromiseForm):
            promised = form.values() if form.is_valid() else None
            return {"promised": promised} if promised else None
        if one is None:
            return None
        return {"values": intake.clean(noun, {one.name: one}, raw_of([one], request.POST), words, new=False)}
    except intake.Errors as wrong:
        blame(form, wrong.by_field)
    except ValueError as wrong:
        blame(form, {"add": str(wrong)})
    return None


def work_of(open_list: OpenList, name: str, plan: dict[str, Any], ids: list[int]) -> Callable[[Operation], Outcome]:
    """The work itself, to be done at once."""
    noun, fields, access = open_list.noun, open_list.fields, open_list.access
    if name == "delete":
        return lambda act: trash_many(noun, ids, access, act)
    if name == "tag":
        return lambda act: tag_many(noun, ids, plan["add"], plan["remove"], fields, access, act)
    if name == "task":
        return lambda act: promise_many(plan["promised"], noun, ids, access, act)
    return lambda act: change_many(noun, ids, plan["values"], fields, access, act)


def stored_plan(open_list: OpenList, plan: dict[str, Any]) -> dict[str, Any]:
    """The same as it waits for a worker: values as history writes them."""
    values = plan.get("values") or {}
    return {**plan, "values": {name: open_list.fields[name].plain(value) for name, value in values.items()}}


def _finish(request: HttpRequest, open_list: OpenList, what: str, work: Callable[[Operation], Outcome]) -> HttpResponse:
    operation = changing.operation(open_list.access, f"{open_list.noun.key}.{what}", open_list.noun)
    outcome = work(operation)
    if not outcome.changed:
        operation.delete()
    undo = undo_url(request, operation.pk) if outcome.changed else None
    return done(request, open_list.link(), said(outcome, what), undo_url=undo)


def said(outcome: Outcome, what: str) -> str:
    """What became of them, in a sentence."""
    n = {"n": formats.number(outcome.changed)}
    if what == "deleted":
        text = ngettext("%(n)s record deleted.", "%(n)s records deleted.", outcome.changed) % n
    elif what == "promised":
        text = ngettext("%(n)s promise made.", "%(n)s promises made.", outcome.changed) % n
    else:
        text = ngettext("%(n)s record changed.", "%(n)s records changed.", outcome.changed) % n
    if not outcome.skipped:
        return text
    more = "…" if outcome.skipped > len(outcome.names) else ""
    left = ngettext(
        "%(n)s stays as it was, locked or not yours to change: %(names)s",
        "%(n)s stay as they were, locked or not yours to change: %(names)s",
        outcome.skipped,
    )
    return f"{text} {left % {'n': outcome.skipped, 'names': ', '.join(outcome.names) + more}}"


def _ask(
    request: HttpRequest, open_list: OpenList, name: str, ids: list[int], one: Field | None, form: forms.Form | None
) -> HttpResponse:
    whole = request.POST.get("all") == "1"
    count = formats.number(len(ids))
    context = {
        "title": ACTS[name].title,
        "button": ACTS[name].button % {"n": count},
        "act": name,
        "ids": [] if whole else ids,
        "whole": whole,
        "query": open_list.query(),
        "count": count,
        "long": len(ids) > LONG,
        "editable": sorted((one for one in open_list.fields.values() if one.editable), key=lambda one: str(one.label))
        if name == "edit"
        else [],
        "field": one,
        "form": form,
        "action": f"{open_list.url}bulk/",
        "back_url": open_list.link(),
    }
    return page(request, "nouns/list_bulk.html", context)


ROUTES = [("bulk/", bulk, "bulk")]
