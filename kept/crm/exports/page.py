"""Exporting a list: first why, then the file. The reason and all ids stand in the log before a byte leaves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kept.audit.access import Access
from kept.audit.models import Entry
from kept.crm.exports import workbook
from kept.crm.exports.answering import attachment
from kept.crm.exports.formulas import written
from kept.crm.exports.table import Table, fields_to_export
from kept.crm.nouns.doors import Routes, act
from kept.crm.nouns.noun import Noun
from kept.crm.nouns.pages.list_open import OpenList
from kept.crm.titles.contactable import only_allowed, purposes
from kept.grants.rights import arm
from kept.identity.again import again
from kept.policy.keeps import keeps
from kept.tenancy.opening import opened
from kept.web.pages import page

MARK = "\ufeff"  # by which spreadsheets know UTF-8


class ExportForm(forms.Form):
    """Why, what, and as which kind of file."""

    reason = forms.CharField(
        label=_("What do you need it for?"), max_length=200,
        help_text=_("One line. It stays in the log beside everyone who is in the file."),
        error_messages={"required": _("Say what you need it for, such as “Christmas cards 2026”.")},
    )  # fmt: skip
    columns = forms.ChoiceField(
        label=_("Which facts?"), widget=forms.RadioSelect, initial="shown", required=False,
        choices=[("shown", _("The columns of the list")), ("all", _("All facts, so that the file can be imported again"))],
    )  # fmt: skip
    format = forms.ChoiceField(
        label=_("Which kind of file?"), widget=forms.RadioSelect, initial="csv", required=False,
        choices=[
            ("csv", _("CSV, for spreadsheets")), ("csv-plain", _("CSV without the mark of UTF-8, for programs")),
            ("xlsx", _("XLSX")),
        ],
    )  # fmt: skip


class PeopleForm(ExportForm):
    """The same for people: only those who may be contacted for a purpose."""

    only_for = forms.ChoiceField(
        label=_("Whom?"), required=False, help_text=_("Whoever said no, or has no valid reason where one is demanded, is left out.")
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["only_for"].choices = [  # type: ignore[attr-defined]
            ("", gettext("everybody in the list")),
            *(
                (code, gettext("only those we may contact for: %(purpose)s") % {"purpose": name})
                for code, name in purposes()
            ),
        ]


@act("export")
@again()
def export(request: HttpRequest, noun: Noun) -> HttpResponseBase:
    """Ask for the reason, then give the file."""
    open_list = OpenList.of(request, noun)
    wished = {name: request.GET[name] for name in ("format", "columns") if name in request.GET}
    asks = PeopleForm if noun.key == "contact" else ExportForm
    form = asks(request.POST if request.method == "POST" else None, initial=wished)
    if not (form.is_bound and form.is_valid()):
        context = {"form": form, "noun": noun, "list": open_list, "back_url": open_list.link()}
        return page(request, "exports/ask.html", context, status=422 if form.errors else 200)
    kind = form.cleaned_data["format"] or "csv"
    table = table_of(open_list, everything=form.cleaned_data["columns"] == "all")
    access: Access = request.access  # type: ignore[attr-defined]
    ids = note(table, access, form.cleaned_data["reason"], only_for=form.cleaned_data.get("only_for", ""))
    name = f"{request.instance.slug}-{noun.plural}-{timezone.localdate():%Y-%m-%d}"  # type: ignore[attr-defined]
    if kind == "xlsx":
        return attachment(workbook.streamed(_cells(table, access, ids)), f"{name}.xlsx")
    return attachment(csv_of(table, access, ids, mark=kind == "csv"), f"{name}.csv")


def table_of(open_list: OpenList, *, everything: bool) -> Table:
    """The list as a table: the columns that are shown, or every fact that the person may see."""
    noun, fields = open_list.noun, open_list.fields
    if everything:
        return Table(noun, fields, fields_to_export(noun, fields), open_list.asked, open_list.words, open_list.slug)
    names = dict.fromkeys([*noun.title_fields, *open_list.asked.columns])
    columns = [fields[name] for name in names if name in fields and fields[name].column != "id"]
    return Table(noun, fields, columns, open_list.asked, open_list.words)


@keeps("D5")
def note(table: Table, access: Access, reason: str, *, only_for: str = "") -> set[int]:
    """Write down whose records leave, and why. Returns the ids: no other row will be in the file."""
    ids = table.ids(access)
    if only_for:
        ids = only_allowed(ids, only_for)
    access.purpose = reason
    access.wrote(Entry.EXPORTED, table.noun.label_lower, ids)
    return set(ids)


def _chunks(table: Table, access: Access, ids: set[int]) -> Iterator[list[tuple[str, ...]]]:
    """The rows, through a passage of their own: the request's has closed when the file is on its way."""
    passage = Access(access.door, access.by, access.instance_id, access.user_id, purpose=access.purpose)
    passage.request_id = access.request_id
    with opened(passage):
        arm(passage, access.rights)
        yield [tuple(table.heads())]
        yield from table.rows(passage, ids)


def _cells(table: Table, access: Access, ids: set[int]) -> Iterator[tuple[str, ...]]:
    for chunk in _chunks(table, access, ids):
        yield from chunk


def csv_of(table: Table, access: Access, ids: set[int], *, mark: bool = True) -> Iterator[bytes]:
    """The table as CSV in UTF-8, a chunk at a time."""
    first = MARK if mark else ""
    for chunk in _chunks(table, access, ids):
        yield (first + written(chunk)).encode()
        first = ""


ROUTES: Routes = [("export/", export, "export")]
