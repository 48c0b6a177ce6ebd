"""The pages of an import: the file, its columns and reason, the check, the work, and the way back."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kept.audit.access import Access
from kept.crm.acts.starting import is_long, undo_later
from kept.crm.exports.answering import attachment
from kept.crm.imports import ageing, files, mending, showing
from kept.crm.imports.addresses import ADDRESS
from kept.crm.imports.columns import ColumnsForm
from kept.crm.imports.models import Import
from kept.crm.imports.plan import Plan
from kept.crm.imports.reading import Shape
from kept.crm.imports.starting import arrive, check_later, noun_of, propose_plan, run_later
from kept.crm.imports.undoing import undo_import
from kept.crm.imports.unreadable import Unreadable
from kept.crm.nouns.noun import NOUNS
from kept.policy.doors import MEMBER, allow
from kept.web.formats import number
from kept.web.pages import done, is_htmx, page
from kept.web.refused import Refused

BUSY = (Import.State.CHECKING, Import.State.RUNNING)


def may_import(request: HttpRequest, kind: str) -> bool:
    """Whether this person may import files of this kind; addresses belong to companies."""
    noun = NOUNS["company" if kind == ADDRESS else kind]
    return bool(request.access.rights.may(noun.permission("import")))  # type: ignore[attr-defined]


def kinds_of(request: HttpRequest) -> list[tuple[str, str]]:
    """(kind, label) of what this person may import."""
    kinds = [*NOUNS, ADDRESS]
    return [
        (kind, str(noun_of(kind).label_plural))
        for kind in kinds
        if kind in ("company", "contact", ADDRESS) and may_import(request, kind)
    ]


def entry_of(request: HttpRequest, id: int, *, of: type[Exception] = Http404) -> Import:
    """An import of one's own; an administrator sees all of them."""
    entry: Import | None = Import.objects.select_related("operation").filter(pk=id).first()
    member = request.member  # type: ignore[attr-defined]
    if entry is None or not (member.is_admin or entry.by_id == member.pk):
        raise of
    if not may_import(request, entry.kind):
        raise PermissionDenied
    undone = entry.operation and entry.operation.undone_at  # by the worker, when it was long
    if undone and (entry.state == Import.State.DONE or Import.State(entry.state).goes_on):
        entry.state = Import.State.UNDONE
        entry.save(update_fields=["state"])
    return entry


def address(request: HttpRequest, name: str = "page", **kwargs: Any) -> str:
    """The address of one of these pages."""
    return reverse(f"imports:{name}", kwargs={"instance": request.instance.slug, **kwargs})  # type: ignore[attr-defined]


@allow(MEMBER)
def start(request: HttpRequest) -> HttpResponse:
    """Choose a file; below, the imports so far."""
    kinds = kinds_of(request)
    if not kinds:
        raise PermissionDenied
    kind = request.POST.get("kind") or request.GET.get("kind", "contact")
    kind = kind if kind in dict(kinds) else kinds[0][0]
    error = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            error = _("Choose a file first.")
        else:
            try:
                entry, _plan = arrive(request.access, kind, file.name or "", file.chunks(1 << 16))  # type: ignore[attr-defined]
            except Unreadable as problem:
                error = str(problem)
            else:
                return redirect(address(request, id=entry.pk))
    context = {
        "kinds": kinds,
        "kind": kind,
        "error": error,
        "before": showing.before(request),
        "most": files.most_bytes() // 1_000_000,
    }
    return page(request, "imports/start.html", context, status=422 if error else 200)


@allow(MEMBER)
def entry(request: HttpRequest, id: int) -> HttpResponse:
    """The step that an import has come to."""
    one = entry_of(request, id)
    if one.state in BUSY:
        return work(request, one)
    if is_htmx(request) and request.headers.get("HX-Target") == "import-work":
        return HttpResponse(status=204, headers={"HX-Redirect": address(request, id=one.pk)})
    if one.state == Import.State.MAPPING or (one.state == Import.State.CHECKED and "columns" in request.GET):
        return columns(request, one)
    template = "imports/checked.html" if one.state == Import.State.CHECKED else "imports/done.html"
    return page(request, template, showing.result(request, one))


def work(request: HttpRequest, one: Import) -> HttpResponse:
    """How far it has come; asked again each second."""
    return page(
        request, "imports/work.html", showing.work(request, one), block="import_work" if is_htmx(request) else None
    )


def columns(request: HttpRequest, one: Import) -> HttpResponse:
    """What each column becomes, why the people are held, and what is done about duplicates and wrong lines."""
    access: Access = request.access  # type: ignore[attr-defined]
    problem = ""
    if request.method == "POST" and "read" in request.POST:
        problem = read_otherwise(one, request.POST, access)
        if not problem:
            return redirect(address(request, id=one.pk))
    plan = Plan.read(one.plan)
    data = request.POST if request.method == "POST" and not problem else None
    form = ColumnsForm(data, entry=one, plan=plan, access=access)
    if form.is_bound and form.is_valid():
        check_later(one, form.plan(), access)
        return redirect(address(request, id=one.pk))
    context = {
        "entry": one,
        "form": form,
        "plan": plan,
        "problem": problem,
        "steps": showing.steps(1),
        **showing.spellings(),
    }
    return page(request, "imports/columns.html", context, status=422 if form.errors or problem else 200)


def read_otherwise(one: Import, said: QueryDict, access: Access) -> str:
    """Read the file as the person says it is written. Returns why that cannot be, "" when it can."""
    kind = Plan.read(one.plan).shape.kind
    shape = Shape(kind, said.get("encoding", ""), said.get("delimiter", "").replace("tab", "\t"))
    try:
        one.plan = propose_plan(one, access, shape).plain()
    except Unreadable as error:
        return str(error)
    one.save(update_fields=["plan"])
    return ""


@allow(MEMBER)
@require_POST
def run(request: HttpRequest, id: int) -> HttpResponse:
    """Import what was checked, or go on with what was stopped."""
    one = entry_of(request, id)
    if one.state == Import.State.CHECKED or showing.goes_on(one):
        run_later(one, request.access)  # type: ignore[attr-defined]
    return redirect(address(request, id=one.pk))


@allow(MEMBER)
@require_POST
def mend(request: HttpRequest, id: int) -> HttpResponse:
    """Type a wrong cell anew; with `back` in the address, have what the file has again."""
    one = entry_of(request, id)
    form = mending.MendForm(request.GET if "back" in request.GET else request.POST)
    back = f"{address(request, id=one.pk)}#mend"
    if not form.is_valid():
        return done(request, back, " ".join(str(error) for errors in form.errors.values() for error in errors))
    cell = form.cleaned_data["line"], form.cleaned_data["place"]
    value = None if "back" in request.GET else form.cleaned_data["value"]
    left = mending.mend(one, *cell, value, request.access)  # type: ignore[attr-defined]
    undo = f"{address(request, 'mend', id=one.pk)}?back=1&line={cell[0]}&place={cell[1]}"
    n = {"line": number(cell[0])}
    if value is None:
        return done(request, back, _("Line %(line)s is as the file has it.") % n)
    said = _("Line %(line)s still has something to mend.") if left else _("Line %(line)s is mended.")
    return done(request, back, said % n, undo_url=undo)


@allow(MEMBER)
@require_POST
def stop(request: HttpRequest, id: int) -> HttpResponse:
    """Stop after the lines in hand. A check stops at once, and nothing was written by it."""
    one = entry_of(request, id)
    if one.state == Import.State.CHECKING:
        one.state = Import.State.MAPPING
    one.stop_asked = one.state == Import.State.RUNNING
    one.save(update_fields=["state", "stop_asked"])
    return done(request, address(request, id=one.pk), _("It stops after the lines in hand."))


@allow(MEMBER)
@require_POST
def undo(request: HttpRequest, id: int) -> HttpResponse:
    """Take a whole import back."""
    one = entry_of(request, id)
    try:
        if one.operation and one.state != Import.State.RUNNING and is_long(one.operation):
            later = undo_later(one.operation, request.access)  # type: ignore[attr-defined]
            return redirect(reverse("acts:page", kwargs={"instance": request.instance.slug, "id": later.pk}))  # type: ignore[attr-defined]
        undone = undo_import(one, request.access)  # type: ignore[attr-defined]
    except Refused as refusal:
        return done(request, address(request, id=one.pk), str(refusal))
    said = _("The import is undone: %(n)s records went back.") % {"n": undone.records}
    if undone.left:
        said += " " + _("%(n)s facts stayed, because somebody changed them since.") % {"n": undone.left}
    return done(request, address(request, id=one.pk), said)


@allow(MEMBER)
@require_POST
def forget(request: HttpRequest, id: int) -> HttpResponse:
    """Remove the file, and the import if nothing was written by it."""
    one = entry_of(request, id)
    if one.state in BUSY:
        return done(request, address(request, id=one.pk), _("Stop it first."))
    ageing.forget(one)
    return done(request, address(request, "start"), _("The file is forgotten."))


@allow(MEMBER)
def bad(request: HttpRequest, id: int) -> HttpResponse | StreamingHttpResponse:
    """The lines that were not imported, in a file of the same kind, with a column that says why."""
    one = entry_of(request, id)
    if not one.report.get("bad"):
        raise Http404
    plan = Plan.read(one.plan)
    name = one.file_name.rsplit(".", 1)[0] + "-" + _("to mend")
    rows = list(files.bad_lines(one))
    if plan.shape.kind == "xlsx":
        from kept.crm.exports.workbook import workbook

        return attachment(iter([workbook(rows)]), f"{name}.xlsx")
    return attachment(files.encoded(rows, plan.shape), f"{name}.csv")
