"""A new record: a few fields, more on request, and a word about those that may be the same."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kept.audit.access import Access
from kept.crm.nouns import changing, intake
from kept.crm.nouns.doors import Routes, act
from kept.crm.nouns.duplicates import Likely, likely
from kept.crm.nouns.fields import Field
from kept.crm.nouns.inputs import blame, form_of, raw_of
from kept.crm.nouns.noun import NOUNS, Noun
from kept.crm.nouns.pages.dossier import slug_of, undo_url, url_of
from kept.crm.nouns.references import Reference
from kept.crm.nouns.vocabulary import Vocabulary
from kept.crm.records.history import Operation
from kept.crm.records.words import sort_key
from kept.web.pages import done, page


@act("create")
def new(request: HttpRequest, noun: Noun) -> HttpResponse:
    """The form, and the record made of it. Likely duplicates are shown once; who knows better keeps both."""
    access: Access = request.access  # type: ignore[attr-defined]
    words = Vocabulary(me=access.member_id, day_first=True)
    fields = {name: one for name, one in noun.fields_for(access, words).items() if one.editable}
    if request.method != "POST":
        given = {name: request.GET[name] for name in noun.quick if name in request.GET}
        form = form_of(fields.values(), words, slug_of(request), values=_defaults(fields, given, words))
        return _ask(request, noun, fields, form)
    raw = raw_of(fields.values(), request.POST)
    form = form_of(fields.values(), words, slug_of(request), data=request.POST)
    make_too = companions(request, fields, raw, access)
    asked = {name: one for name, one in fields.items() if name not in make_too}
    try:
        values = intake.clean(noun, asked, raw, words, new=True)
        twins = [] if request.POST.get("keep_both") else likely(noun, raw, access)
        if not twins:
            return _make(request, noun, values, {name: raw[name] for name in make_too}, fields, words)
    except intake.Errors as wrong:
        blame(form, wrong.by_field)
        return _ask(request, noun, fields, form)
    blame(form, {})
    return _ask(request, noun, fields, form, twins)


@transaction.atomic
def _make(
    request: HttpRequest,
    noun: Noun,
    values: dict[str, Any],
    too: dict[str, str],
    fields: dict[str, Field],
    words: Vocabulary,
) -> HttpResponse:
    """The record, with the companies that are made on the way, as one act."""
    access: Access = request.access  # type: ignore[attr-defined]
    operation = changing.operation(access, f"{noun.key}.created", noun)
    for name, title in too.items():
        values[name] = companion(fields[name], title, words, access, operation)  # type: ignore[arg-type]
    filled = {
        name: value for name, value in values.items() if value not in ("", None, [], False) or fields[name].default
    }
    record = changing.make(noun, filled, fields, access, operation)
    said = _("%(name)s is here.") % {"name": record}
    return done(request, url_of(slug_of(request), noun, record.pk), said, undo_url=undo_url(request, operation))


def companions(request: HttpRequest, fields: dict[str, Field], raw: dict[str, Any], access: Access) -> list[str]:
    """The references whose record is not here yet and is to be made on the way, if the person says so and may."""
    found = []
    for name, one in fields.items():
        typed = raw[name]
        if not isinstance(one, Reference) or not request.POST.get(f"{name}.new") or not isinstance(typed, str):
            continue
        other = NOUNS[one.to]
        named_so = other.model.objects.kept().visible_to(access).filter(sort_key=sort_key([typed.strip()]))
        if typed.strip() and access.rights.may(other.permission("create")) and not named_so.exists():
            found.append(name)
    return found


def companion(one: Reference, title: str, words: Vocabulary, access: Access, act: Operation) -> int:
    """Make the record that a reference names. Returns its id. Raises Errors under the reference's own name."""
    other = NOUNS[one.to]
    fields = other.fields_for(access, words)
    try:
        values = intake.clean(other, fields, {other.title_fields[0]: title}, words, new=True)
    except intake.Errors as wrong:
        raise intake.Errors({one.name: " ".join(wrong.by_field.values())}) from None
    return int(changing.make(other, {name: value for name, value in values.items() if value}, fields, access, act).pk)


def _defaults(fields: dict[str, Field], given: dict[str, str], words: Vocabulary) -> dict[str, Any]:
    values: dict[str, Any] = {name: one.default for name, one in fields.items()}
    values["owner"] = words.me
    for name, value in given.items():
        values[f"{name}.shown" if isinstance(fields.get(name), Reference) else name] = value
    return values


def _ask(
    request: HttpRequest, noun: Noun, fields: dict[str, Field], form: Any, twins: list[Likely] | None = None
) -> HttpResponse:
    quick = [form[name] for name in noun.quick if name in fields]
    quick[0].field.widget.attrs["autofocus"] = True
    may = request.access.rights.may  # type: ignore[attr-defined]
    references = {
        name for name, one in fields.items() if isinstance(one, Reference) and may(NOUNS[one.to].permission("create"))
    }
    groups = []
    for key, title in noun.groups:
        rest = [form[name] for name, one in fields.items() if one.group == key and name not in noun.quick]
        groups.append((title, rest, any(field.errors for field in rest)))
    context = {
        "title": str(noun.new), "noun": noun, "form": form, "quick": quick,
        "groups": [group for group in groups if group[1]], "twins": twins or [], "slug": slug_of(request),
        "action": request.path, "back_url": f"/{slug_of(request)}/{noun.plural}/", "references": references,
    }  # fmt: skip
    return page(request, "nouns/new.html", context)


@act("create")
def duplicates(request: HttpRequest, noun: Noun) -> HttpResponse:
    """The likely ones, while typing."""
    raw = {
        name: request.GET.get(name, "")[:250] for name in (*noun.title_fields, "email", "phone", "registration_number")
    }
    found = likely(noun, raw, request.access)  # type: ignore[attr-defined]
    return page(request, "nouns/twins.html", {"twins": found, "noun": noun, "slug": slug_of(request)}, block="twins")


ROUTES: Routes = [("new/", new, "new"), ("new/duplicates/", duplicates, "duplicates")]
