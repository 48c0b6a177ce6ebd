"""Every part in every state, on pages that need no database. For development only."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from kept.policy.doors import PUBLIC, allow
from kept.web import examples
from kept.web.errors import sorry
from kept.web.icons import NAMES
from kept.web.pages import done, is_htmx, page, say
from kept.web.refused import Refused

View = Callable[..., HttpResponse]


def in_development(view: View) -> View:
    """Leaves the page out of a service that is not set to show it."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not getattr(settings, "DEBUG_PAGES", False):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@allow(PUBLIC)
@in_development
def every_part(request: HttpRequest) -> HttpResponse:
    parts = {**examples.FACTS, "form": examples.wrong_form(), "icons": sorted(NAMES)}
    return page(request, "dev/components.html", {**context(request), **parts})


@allow(PUBLIC)
@in_development
def a_list(request: HttpRequest) -> HttpResponse:
    shown = examples.contacts(request.GET.get("sort", ""), after=request.GET.get("after", ""))
    return page(request, "dev/list.html", {**context(request), **shown, "swapped": is_htmx(request)})


@allow(PUBLIC)
@in_development
def a_record(request: HttpRequest) -> HttpResponse:
    return page(request, "dev/record.html", {**context(request), **examples.FACTS})


@allow(PUBLIC)
@in_development
def a_sheet(request: HttpRequest) -> HttpResponse:
    form = examples.SignUp(request.POST or None)
    return page(request, "dev/sheet.html", {"form": form})


class CellForm(forms.Form):
    """One value that must not be empty."""

    value = forms.CharField(max_length=60, error_messages={"required": "Enter a value, or leave with Esc"})


@allow(PUBLIC)
@in_development
def a_cell(request: HttpRequest, column: str) -> HttpResponse:
    form = CellForm(request.POST or None, initial={"value": request.GET.get("value", "Senior buyer")})
    if form.is_bound and form.is_valid():
        if not is_htmx(request):
            return done(request, "/dev/record", "Position changed.", undo_url="/dev/said")
        say(request, "Position changed.", undo_url="/dev/said")
        return page(request, "dev/cell.html", {"value": form.cleaned_data["value"], "column": column}, block="value")
    context = {"field": form["value"], "edit_url": request.path, "column": column, "value": ""}
    return page(request, "dev/cell.html", context)


@allow(PUBLIC)
@in_development
def a_palette(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"groups": examples.hits(request.GET.get("q", ""))})


@allow(PUBLIC)
@in_development
def said(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return done(request, "/dev/list", "Undone.")
    return done(request, "/dev/list", "4 contacts handed over to Petr.", undo_url=request.path)


@allow(PUBLIC)
@in_development
def some_work(request: HttpRequest, done: int) -> HttpResponse:
    poll_url = f"/dev/work/{done + 50}/" if done < 100 else ""
    return page(request, "dev/work.html", {**context(request), "done": done, "poll_url": poll_url})


@allow(PUBLIC)
@in_development
def a_width(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=204)


class EraseForm(forms.Form):
    """The name, typed again."""

    name = forms.CharField(label="Type his surname", error_messages={"required": "Type Brandstätter"})


@allow(PUBLIC)
@in_development
def an_ask(request: HttpRequest) -> HttpResponse:
    form = EraseForm(request.POST or None)
    if form.is_bound and form.is_valid():
        return done(request, "/dev/list", "Erased. A certificate is on its way.")
    says = "His name, mail and 3 notes go from tables, files, search and logs now, from backups in 14 days."
    asked = {"title": "Erase Mathias Brandstätter?", "says": says, "form": form}
    places = {"action": request.path, "back_url": "/dev/list"}
    return page(request, "dev/ask.html", {**context(request), **asked, **places})


@allow(PUBLIC)
@in_development
def refused(request: HttpRequest) -> HttpResponse:
    raise Refused("Petr Říha withdrew his consent at 10:41, so no mail can go to him.", promise="L4")


@allow(PUBLIC)
@in_development
def an_error(request: HttpRequest, status: int) -> HttpResponse:
    if status == 500:
        return render(request, "errors/500.html", status=500)
    if status not in (400, 403, 404, 429, 503):
        raise Http404
    return sorry(request, status)


def context(request: HttpRequest) -> dict[str, Any]:
    return {"shell": examples.shell(request.path)}
