"""Addresses of a company: several, one of them the main one and one for post."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kept.crm.companies.models import Address
from kept.crm.nouns import changing, intake, rows
from kept.crm.nouns.doors import Routes, act
from kept.crm.nouns.fields import Field, Text
from kept.crm.nouns.inputs import blame, form_of, raw_of
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.pages.dossier import slug_of, undo_url, url_of
from kept.crm.nouns.vocabulary import Vocabulary
from kept.crm.records.reach import PLACE
from kept.grants.records import get_or_404
from kept.web.pages import done, page

NAME = Text(name="name", label=gettext_lazy("Name of the place"))


def fields_of(noun: Noun) -> dict[str, Field]:
    """The facts of an address are those of the noun's main address: first where it is, then how it is reached."""
    facts = sorted((one for one in noun.fields if one.part == "address"), key=lambda one: one.name not in PLACE)
    return {one.name: one for one in (NAME, *facts)}


@act("edit")
def address(request: HttpRequest, noun: Noun, id: int, address: int | None = None) -> HttpResponse:
    """A new address, or one to change."""
    company = get_or_404(request, noun.model, id, to_change=True)
    changing.refuse_locked(company)
    row = found_or_404(company, address) if address else Address.fresh(company=company)
    words, fields = Vocabulary(me=request.access.member_id), fields_of(noun)  # type: ignore[attr-defined]
    present = {name: getattr(row, one.attribute) for name, one in fields.items()}
    if request.method != "POST":
        return _ask(request, noun, id, row, form_of(fields.values(), words, slug_of(request), values=present))
    form = form_of(fields.values(), words, slug_of(request), data=request.POST)
    try:
        values = intake.clean(noun, fields, raw_of(fields.values(), request.POST), words, new=False)
    except intake.Errors as wrong:
        blame(form, wrong.by_field)
        return _ask(request, noun, id, row, form)
    operation = changing.operation(request.access, "company.edited", noun)  # type: ignore[attr-defined]
    _keep(request, noun, company, row, {fields[name].attribute: value for name, value in values.items()}, operation)
    return _done(request, noun, id, _("Address kept."), operation)


def _keep(request: HttpRequest, noun: Noun, company: Any, row: Address, values: dict[str, Any], operation: Any) -> None:
    access = request.access  # type: ignore[attr-defined]
    if row.pk:
        rows.change(noun, company, row, values, access, operation)
    else:
        first = not Address.objects.filter(company=company, primary=True).exists()
        row = Address.fresh(company=company, primary=first, **values)
        rows.add(noun, company, row, access, operation)
    for flag in ("primary", "is_contact"):
        if request.POST.get(flag) and not getattr(row, flag):
            for other in Address.objects.filter(company=company, **{flag: True}):
                rows.change(noun, company, other, {flag: False}, access, operation)
            rows.change(noun, company, row, {flag: True}, access, operation)
    changing.reindex(company)


@act("edit")
@require_POST
def remove(request: HttpRequest, noun: Noun, id: int, address: int) -> HttpResponse:
    """Remove an address."""
    company = get_or_404(request, noun.model, id, to_change=True)
    changing.refuse_locked(company)
    row = found_or_404(company, address)
    operation = changing.operation(request.access, "company.edited", noun)  # type: ignore[attr-defined]
    rows.remove(noun, company, row, request.access, operation)  # type: ignore[attr-defined]
    changing.reindex(company)
    return _done(request, noun, id, _("Address removed."), operation)


def found_or_404(company: Any, address: int) -> Address:
    """One of the company's addresses."""
    row = Address.objects.filter(pk=address, company=company).first()
    if row is None:
        raise Http404
    return row  # type: ignore[no-any-return]


def _ask(request: HttpRequest, noun: Noun, id: int, row: Address, form: forms.Form) -> HttpResponse:
    for flag, label in (("primary", _("The main address")), ("is_contact", _("The address for post"))):
        if not getattr(row, flag):
            form.fields[flag] = forms.BooleanField(label=label, required=False)
    context: dict[str, Any] = {
        "title": _("Change the address") if row.pk else _("Add an address"), "form": form, "action": request.path,
        "back_url": url_of(slug_of(request), noun, id), "verb": _("Keep"), "pairs": True,
    }  # fmt: skip
    if row.pk:
        remove_url = url_of(slug_of(request), noun, id, "remove-address", address=row.pk)
        context |= {"remove_url": remove_url, "remove": _("Remove")}
    return page(request, "nouns/ask.html", context)


def _done(request: HttpRequest, noun: Noun, id: int, said: str, operation: Any) -> HttpResponse:
    return done(request, url_of(slug_of(request), noun, id), said, undo_url=undo_url(request, operation))


ROUTES: Routes = [
    ("<int:id>/addresses/new/", address, "add-address"),
    ("<int:id>/addresses/<int:address>/", address, "edit-address"),
    ("<int:id>/addresses/<int:address>/remove/", remove, "remove-address"),
]
